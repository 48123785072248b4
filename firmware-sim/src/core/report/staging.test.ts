import { describe, expect, it } from 'vitest';

import { NorFlash } from '../../hardware/nor-flash.ts';
import { CuttingFlash, cutWays, runUntilCut } from '../../testing/power-cut.ts';
import { eraseBlockBytes, flashBytes } from '../storage/flash-map.ts';
import { Outbox } from './outbox.ts';
import { Staging } from './staging.ts';
import type { FrameEntry } from './stored-frame.ts';

const key = new Uint8Array(32).fill(1);
const entry = (fromS: number): FrameEntry => ({
  kind: 'records',
  positions: true,
  fromS,
  untilS: fromS,
  policyDigest: new Uint8Array(8),
  frame: new Uint8Array(49).fill(fromS),
});

/** A chip on which power went while three records were staged. */
function afterACut() {
  const flash = new NorFlash({ sizeBytes: flashBytes, eraseBlockBytes });
  const staging = new Staging(flash, key);
  for (const fromS of [1, 2, 3]) staging.add(entry(fromS));
  return flash;
}

const waiting = (outbox: Outbox) => outbox.waiting().map((id) => outbox.read(id)?.fromS);

describe('the staging area', () => {
  it('gives way to the batch that is stored in its place', () => {
    const flash = afterACut();
    const staging = new Staging(flash, key);
    expect(staging.span).toBeUndefined();
    staging.recover(new Outbox(flash, key));
    staging.add(entry(4));
    expect(staging.span).toEqual({ from: 3, until: 4 });
    staging.release();
    expect(new Staging(flash, key).size).toBe(0);
  });

  it('is moved to the outbox at the next boot, once', () => {
    const flash = afterACut();
    const outbox = new Outbox(flash, key);
    expect(new Staging(flash, key).recover(outbox)).toEqual({ moved: 3, damaged: 0, isDone: true });
    expect(new Staging(flash, key).recover(outbox)).toMatchObject({ moved: 0 });
    expect(waiting(outbox)).toEqual([1, 2, 3]);
    expect(outbox.read(0)?.frame).toEqual(entry(1).frame);
  });

  it('is not moved when the batch was stored, and power went before it was released', () => {
    const flash = afterACut();
    const outbox = new Outbox(flash, key);
    outbox.store({ ...entry(9), covers: { from: 0, until: 3 } });
    expect(new Staging(flash, key).recover(outbox)).toEqual({ moved: 0, damaged: 0, isDone: true });
    expect(waiting(outbox)).toEqual([9]);
  });

  it.each(cutWays)('is moved once, if power ends that and the operation did %s', (way) => {
    for (let atOperation = 0; ; atOperation += 1) {
      const cells = afterACut();
      const cutting = new CuttingFlash(cells, { atOperation, way });
      const end = runUntilCut(() => {
        new Staging(cutting, key).recover(new Outbox(cutting, key));
      });
      const outbox = new Outbox(cells, key);
      new Staging(cells, key).recover(outbox);
      expect([atOperation, waiting(outbox)]).toEqual([atOperation, [1, 2, 3]]);
      if (end === 'ended') break;
    }
  });

  it('waits for room in the outbox, and loses nothing', () => {
    const flash = afterACut();
    const outbox = new Outbox(flash, key);
    const large = {
      ...entry(0),
      kind: 'journal' as const,
      positions: false,
      frame: new Uint8Array(3900),
    };
    while (outbox.store(large));
    while (outbox.store({ ...entry(0), kind: 'journal', positions: false }));
    const staging = new Staging(flash, key);
    expect(staging.recover(outbox)).toEqual({ moved: 0, damaged: 0, isDone: false });
    for (const id of outbox.waiting()) outbox.free(id);
    expect(staging.recover(outbox)).toEqual({ moved: 3, damaged: 0, isDone: true });
  });

  it('does not send what somebody else wrote', () => {
    const flash = afterACut();
    const outbox = new Outbox(flash, key);
    const recovered = new Staging(flash, new Uint8Array(32)).recover(outbox);
    expect(recovered).toEqual({ moved: 0, damaged: 3, isDone: true });
  });
});
