import { expect, test } from 'vitest';

import { ManualClock } from '../testing/manual-clock.ts';
import type { FlasherEvent } from './event.ts';
import { Reporter } from './reporter.ts';

test('progress is told a dozen times a second and at each twentieth; the last of it and what was seen always', async () => {
  const events: FlasherEvent[] = [];
  const clock = new ManualClock();
  const reporter = new Reporter({
    clock,
    listeners: [(event) => events.push(event)],
    errorReport: () => expect.fail('there is no error'),
    foundBefore: () => null,
  });
  const rates = { totalBytes: 1000, bytesPerS: null, leftS: null, linkPercent: null };
  await reporter.task('flash/upload', 'Uploading', (progress) => {
    for (let doneBytes = 1; doneBytes <= 1000; doneBytes += 1) {
      progress({ doneBytes, ...rates });
      if (doneBytes === 500) progress({ doneBytes, ...rates, text: ['seen'] });
      clock.advance(1);
    }
    return Promise.resolve();
  });
  const told = events.filter((event) => event.event === 'progress');
  expect(told.filter(({ text }) => text === undefined).length).toBeLessThan(24);
  expect(told.some(({ doneBytes }) => doneBytes >= 400 && doneBytes < 450)).toBe(true);
  expect(told.filter(({ text }) => text !== undefined)).toHaveLength(1);
  expect(told.at(-1)?.doneBytes).toBe(1000);
});
