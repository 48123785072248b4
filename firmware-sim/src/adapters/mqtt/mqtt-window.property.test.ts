import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { expect, it } from 'vitest';

import { PublishWindow } from './mqtt-window.ts';

const message = (id: number) => ({ id, channel: 'report', payload: Uint8Array.of(id) }) as const;

/** What a window must hold, kept by the simplest means. */
class Model {
  readonly owed = new Set<number>();
  readonly underWay = new Set<number>();
  readonly #window: PublishWindow;

  constructor(window: PublishWindow) {
    this.#window = window;
  }

  readonly steps = {
    offer: (id: number): boolean => {
      this.#window.offer(message(id), 0);
      this.owed.add(id);
      return true;
    },
    take: (): boolean => {
      const id = this.#window.take()?.message.id;
      if (id === undefined) return this.underWay.size === Math.min(3, this.owed.size);
      const isDue = this.owed.has(id) && !this.underWay.has(id);
      this.underWay.add(id);
      return isDue;
    },
    acknowledge: (id: number): boolean => {
      const isUnderWay = this.underWay.delete(id);
      if (isUnderWay) this.owed.delete(id);
      return this.#window.acknowledge(id) === isUnderWay;
    },
    withdraw: (id: number): boolean => {
      const isKnown = this.owed.delete(id);
      this.underWay.delete(id);
      return (this.#window.withdraw(id) !== undefined) === isKnown;
    },
    giveBack: (id: number): boolean => {
      this.#window.giveBack([id]);
      this.underWay.delete(id);
      return true;
    },
  };

  agrees(): boolean {
    const { inFlight, queued, idle } = this.#window;
    return (
      inFlight === this.underWay.size &&
      inFlight + queued === this.owed.size &&
      idle === (this.owed.size === 0)
    );
  }
}

const story = array(
  record({
    what: constantFrom('offer', 'take', 'acknowledge', 'giveBack', 'withdraw'),
    id: integer({ min: 0, max: 20 }),
  }),
  { maxLength: 200 },
);

it('keeps every message until it is acknowledged or withdrawn, within its limits, whatever happens', () => {
  assert(
    property(story, (steps) => {
      const model = new Model(new PublishWindow({ inFlightMax: 3, queuedMax: 30 }));
      const verdicts = steps.map(({ what, id }) => model.steps[what](id) && model.agrees());
      expect(verdicts).not.toContain(false);
    }),
  );
});

it('sends in the order of publishing, what came back first', () => {
  const window = new PublishWindow({ inFlightMax: 2, queuedMax: 10 });
  for (const id of [1, 2, 3]) window.offer(message(id), 0);
  expect([window.take()?.message.id, window.take()?.message.id, window.take()]).toEqual([
    1,
    2,
    undefined,
  ]);
  window.giveBack([2]);
  expect(window.take()?.message.id).toBe(2);
  window.acknowledge(1);
  window.acknowledge(2);
  expect(window.idle).toBe(false);
  expect(window.take()?.message.id).toBe(3);
  expect(window.acknowledge(3)).toBe(true);
  expect(window.acknowledge(3)).toBe(false);
  expect(window.idle).toBe(true);
});

it('takes no more than it can hold, and the same message as often as it likes', () => {
  const window = new PublishWindow({ inFlightMax: 1, queuedMax: 1 });
  expect([1, 1, 2].map((id) => window.offer(message(id), 0))).toEqual([true, true, false]);
  window.take();
  expect([window.offer(message(1), 0), window.queued]).toEqual([true, 0]);
});

it('keeps the order of what comes back one by one', () => {
  const window = new PublishWindow({ inFlightMax: 3, queuedMax: 10 });
  for (const id of [1, 2, 3, 4]) window.offer(message(id), 0);
  for (const id of [1, 2, 3]) expect(window.take()?.message.id).toBe(id);
  for (const id of [1, 3, 2]) window.giveBack([id]);
  expect(window.ids()).toEqual([1, 2, 3, 4]);
});

it('gives all back in their order, before what has not been sent yet', () => {
  const window = new PublishWindow({ inFlightMax: 2, queuedMax: 10 });
  for (const id of [3, 1, 2]) window.offer(message(id), 0);
  expect([window.take(), window.take()].map((entry) => entry?.message.id)).toEqual([3, 1]);
  window.giveBack();
  expect(window.ids()).toEqual([3, 1, 2]);
  expect([window.take(1)?.message.id, window.take(1)]).toEqual([3, undefined]);
});
