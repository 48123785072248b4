import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { SendWindow, type SendSlot } from './send-window.ts';

const message = (id: number) => ({ id, channel: 'report' as const, payload: new Uint8Array() });

/** What a window is by its words: a list in the order of offering. */
interface Kept {
  readonly id: number;
  wasWritten: boolean;
  state: 'waiting' | 'under way' | 'withdrawn';
}

describe('the window of a link', () => {
  it('is a list in the order of offering, whatever happens to it', () => {
    const steps = array(
      record({
        what: constantFrom('offer', 'take', 'answer', 'nobody', 'withdraw', 'lost'),
        id: integer({ min: 1, max: 8 }),
      }),
      { maxLength: 60 },
    );
    assert(
      property(steps, (list) => {
        const window = new SendWindow();
        let model: Kept[] = [];
        const slots = new Map<number, SendSlot>();
        const underWay = () => model.filter(({ state }) => state !== 'waiting');
        for (const { what, id } of list) {
          const kept = model.find((one) => one.id === id && one.state !== 'withdrawn');
          if (what === 'offer') {
            const hasRoom = model.filter(({ state }) => state === 'waiting').length < 4;
            expect(window.offer(message(id), 0, 4)).toBe(kept !== undefined || hasRoom);
            if (kept === undefined && hasRoom) {
              model.push({ id, wasWritten: false, state: 'waiting' });
            }
          } else if (what === 'take') {
            const next = model.find(({ state }) => state === 'waiting');
            const isFree = underWay().length < 3 && next !== undefined;
            const slot = window.take(3);
            expect(slot?.message?.id).toBe(isFree ? next.id : undefined);
            if (slot === undefined || next === undefined) continue;
            slot.packetId = window.nextPacketId();
            slot.wasWritten = true;
            next.state = 'under way';
            next.wasWritten = true;
            slots.set(id, slot);
          } else if (what === 'withdraw') {
            expect(window.withdraw(id)).toBe(kept?.wasWritten === false);
            if (kept?.state === 'under way') kept.state = 'withdrawn';
            else model = model.filter((one) => one !== kept);
          } else if (what === 'lost') {
            window.giveAllBack();
            model = model.filter(({ state }) => state !== 'withdrawn');
            for (const one of model) one.state = 'waiting';
          } else {
            const slot = slots.get(id);
            const at = underWay().findIndex((one) => one.id === slot?.message?.id);
            const found = slot === undefined ? undefined : window.underWayAs(slot.packetId);
            if (slot === undefined || found !== slot || at === -1) continue;
            const one = underWay()[at];
            if (what === 'answer') {
              window.remove(slot);
              model = model.filter((other) => other !== one);
            } else {
              window.giveBack(slot);
              if (one !== undefined) one.state = 'waiting';
            }
          }
          expect(window.underWay).toBe(underWay().length);
          expect(window.idle).toBe(model.every(({ state }) => state === 'withdrawn'));
        }
      }),
    );
  });

  it('gives no packet the number of one that is still here', () => {
    const window = new SendWindow();
    window.offer(message(1), 0, 4);
    const slot = window.take(4);
    if (slot === undefined) throw new TypeError('nothing to take');
    slot.packetId = window.nextPacketId();
    window.giveAllBack();
    const numbers = Array.from({ length: 65_534 }, () => window.nextPacketId());
    expect([slot.packetId, Math.min(...numbers), Math.max(...numbers)]).toEqual([1, 2, 65_535]);
    expect(window.nextPacketId()).toBe(2);
  });
});
