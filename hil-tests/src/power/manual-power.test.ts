import { expect, test } from 'vitest';

import { manualPower } from './manual-power.ts';

function bench(isAwake: boolean) {
  const asked: string[] = [];
  const power = manualPower({
    board: 'desk',
    isAwake: () => Promise.resolve(isAwake),
    ask: async (question) => {
      asked.push(question);
      return '';
    },
  });
  return { asked, power };
}

test('somebody is asked once for each change', async () => {
  const { asked, power } = bench(false);
  for (const isOn of [true, true, false, true]) await power.set(isOn);
  expect(asked).toEqual([
    'Switch the power of desk ON, then press Enter: ',
    'Switch the power of desk OFF, then press Enter: ',
    'Switch the power of desk ON, then press Enter: ',
  ]);
});

test('nobody is asked to switch on what answers already', async () => {
  const { asked, power } = bench(true);
  await power.set(true);
  expect(asked).toEqual([]);
  await power.set(false);
  expect(asked).toHaveLength(1);
});
