import { ImageState } from '@feierabend/protocol';
import { expect, it } from 'vitest';

import { VirtualClock } from '../../hardware/virtual-clock.ts';
import type { Stage } from '../../world/stage.ts';
import { ControllerLine } from './controller-line.ts';

/** How often a request was sent that nobody answers, so many milliseconds of the scenario later. */
function sentWithin(ms: number, factor?: number): number {
  const clock = new VirtualClock();
  let sent = 0;
  const stage = { clock, startMs: 0 } as Partial<Stage> as Stage;
  const line = new ControllerLine(stage, () => void (sent += 1), factor);
  line.client.request(ImageState.read, {}).catch(() => {});
  while (clock.step(ms));
  return sent;
}

it('a request is sent again when a device does not answer, and by the clock not before its broker had two seconds', () => {
  expect([sentWithin(19_000), sentWithin(21_000)]).toEqual([1, 2]);
  expect([sentWithin(21_000, 600), sentWithin(1_201_000, 600)]).toEqual([1, 2]);
});

/** How long it waits for a device that does not come back, in milliseconds of the scenario. */
function waitsMs(withinMs: number, wallMs: number, factor?: number): number | undefined {
  const clock = new VirtualClock();
  const stage = { clock, startMs: 0, talking: () => {} } as Partial<Stage> as Stage;
  const line = new ControllerLine(stage, () => {}, factor);
  void line.reconnected(withinMs, wallMs);
  return clock.nextDueMs();
}

it('a device that is to come back has its own time for that, and by the clock its broker has some, too', () => {
  expect(waitsMs(600_000, 10_000)).toBe(600_000);
  expect(waitsMs(600_000, 10_000, 10)).toBe(600_000);
  expect(waitsMs(600_000, 10_000, 600)).toBe(6_000_000);
});
