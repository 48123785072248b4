import { expect, test } from 'vitest';

import { SendPace } from './send-pace.ts';

const times = (count: number, call: () => void) => {
  for (let time = 0; time < count; time += 1) call();
};

test('one loss in a calm while changes nothing', () => {
  const pace = new SendPace(1024, 3);
  pace.lost();
  times(8, () => pace.arrived());
  pace.lost();
  expect(pace).toMatchObject({ bufferBytes: 1024, window: 3 });
});

test('losses close to each other make messages smaller, then fewer, down to one of two lines', () => {
  const pace = new SendPace(1024, 3);
  const seen: (readonly number[])[] = [];
  times(8, () => {
    pace.lost();
    seen.push([pace.bufferBytes, pace.window]);
  });
  const shrinking = [1024, 512, 256, 128].map((bytes) => [bytes, 3]);
  expect(seen).toEqual([...shrinking, [128, 2], [128, 1], [128, 1], [128, 1]]);
});

test('calm gives the window back first, then the size, and never more than there was', () => {
  const pace = new SendPace(1024, 2);
  times(6, () => pace.lost());
  times(8, () => pace.arrived());
  expect(pace).toMatchObject({ bufferBytes: 128, window: 2 });
  times(8 * 10, () => pace.arrived());
  expect(pace).toMatchObject({ bufferBytes: 1024, window: 2 });
});

test('a buffer below two lines is used as it is', () => {
  const pace = new SendPace(93, 1);
  times(3, () => pace.lost());
  expect(pace).toMatchObject({ bufferBytes: 93, window: 1 });
});
