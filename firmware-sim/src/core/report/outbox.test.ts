import { describe, expect, it } from 'vitest';

import { NorFlash } from '../../hardware/nor-flash.ts';
import { eraseBlockBytes, flashBytes, flashMap } from '../storage/flash-map.ts';
import { FlashLog } from '../storage/flash-log.ts';
import { Outbox, type OutboxEntry } from './outbox.ts';

const key = new Uint8Array(32).fill(1);
const entry: OutboxEntry = {
  kind: 'records',
  positions: true,
  fromS: 1000,
  untilS: 2000,
  policyDigest: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  frame: new Uint8Array(50).fill(9),
};
const chip = () => new NorFlash({ sizeBytes: flashBytes, eraseBlockBytes });

describe('the outbox', () => {
  it('keeps frames over a reset, in order, until they are freed', () => {
    const flash = chip();
    const outbox = new Outbox(flash, key);
    for (let fromS = 0; fromS < 3; fromS += 1) outbox.store({ ...entry, fromS });
    outbox.free(1);
    const again = new Outbox(flash, key);
    expect(again.waiting().map((sequence) => again.read(sequence)?.fromS)).toEqual([0, 2]);
    expect(again.read(0)).toEqual({ ...entry, fromS: 0 });
  });

  it('does not give out an entry that somebody else wrote or changed', () => {
    const flash = chip();
    new Outbox(flash, key).store(entry);
    expect(new Outbox(flash, new Uint8Array(32)).read(0)).toBeUndefined();
    const log = new FlashLog(flash, flashMap.outbox);
    const stored = log.read(0) ?? new Uint8Array();
    // The CRC is right in all of these, the MAC is not: positions, times, policy, frame.
    for (const at of [1, 2, 6, 10, stored.length - 1]) {
      log.append(stored.with(at, (stored[at] ?? 0) ^ 1));
    }
    const outbox = new Outbox(flash, key);
    expect(outbox.waiting().map((sequence) => outbox.read(sequence) !== undefined)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it('has nothing in hand of a frame that was let go', () => {
    const outbox = new Outbox(chip(), key);
    outbox.store(entry);
    expect(outbox.outgoing(0)?.frame).toEqual(entry.frame);
    outbox.free(0);
    expect(outbox.outgoing(0)).toBeUndefined();
  });

  it('says when it is full', () => {
    const outbox = new Outbox(chip(), key);
    const large = { ...entry, frame: new Uint8Array(3000) };
    let stored = 0;
    while (outbox.store(large)) stored += 1;
    expect(stored).toBe(flashMap.outbox.sizeBytes / eraseBlockBytes);
    outbox.free(0);
    expect(outbox.store(large)).toBe(true);
  });
});
