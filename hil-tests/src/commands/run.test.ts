import { expect, test } from 'vitest';

import { commandOf } from './run.ts';

const plain = { suite: [], seed: 1, retries: 0, hours: 4, defect: [] };

test('a run is told to be repeated as it was typed', () => {
  expect(commandOf(plain)).toBe('hil run --seed 1');
  const all = {
    bench: "/srv/qa's lab/van.yaml",
    suite: ['soak', 'canary'],
    seed: 7,
    retries: 2,
    hours: 48,
    defect: ['gate-send', 'leak-log'],
    places: true,
  } as const;
  expect(commandOf(all)).toBe(
    "hil run --bench '/srv/qa'\\''s lab/van.yaml' --suite soak canary --hours 48 --seed 7 --retries 2 " +
      '--defect gate-send --defect leak-log --places',
  );
  expect(commandOf({ ...plain, bench: 'lab/van.yaml' })).toContain('--bench lab/van.yaml --seed');
});
