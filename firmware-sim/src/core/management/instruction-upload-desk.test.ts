import { TrackerError } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import type { Decision } from '../orders/instruction-desk.ts';
import { InstructionUploadDesk } from './instruction-upload-desk.ts';

const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6);
const accepted: Decision = { accepted: true, sequence: 3, digest: new Uint8Array(32) };
const refused = (rc: number) => ({ kind: 'smp-failure', group: 64, rc });

function desk(decision: Decision | undefined = accepted) {
  const handed: Uint8Array[] = [];
  const one = new InstructionUploadDesk((instruction) => {
    handed.push(instruction);
    return decision;
  });
  return { one, handed };
}

describe('an instruction in pieces', () => {
  it('is handed over when it is whole', () => {
    const { one, handed } = desk();
    expect(one.chunk({ off: 0, len: 6, data: bytes.subarray(0, 4) }, 1)).toEqual({ off: 4 });
    const last = one.chunk({ off: 4, data: bytes.subarray(4) }, 2);
    expect(last).toEqual({ off: 6, seq: 3, digest: new Uint8Array(32) });
    expect(handed).toEqual([bytes]);
  });

  it('is asked for at the offset that is missing', () => {
    const { one } = desk();
    expect(one.chunk({ off: 4, data: bytes }, 1)).toEqual({ off: 0 });
    one.chunk({ off: 0, len: 6, data: bytes.subarray(0, 2) }, 2);
    expect(one.chunk({ off: 4, data: bytes.subarray(4) }, 3)).toEqual({ off: 2 });
    expect(one.chunk({ off: 0, len: 6, data: bytes.subarray(0, 1) }, 4)).toEqual({ off: 1 });
  });

  it('is refused without a length, when too long, and when more comes than was announced', () => {
    const { one, handed } = desk();
    expect(one.chunk({ off: 0, data: bytes }, 1)).toEqual(refused(TrackerError.malformed));
    const long = { off: 0, len: 8193, data: bytes };
    expect(one.chunk(long, 2)).toEqual(refused(TrackerError.tooLarge));
    const more = { off: 0, len: 5, data: bytes };
    expect(one.chunk(more, 3)).toEqual(refused(TrackerError.malformed));
    expect(handed).toEqual([]);
  });

  it('is answered as it was decided', () => {
    const no = desk({ accepted: false, rc: TrackerError.oldSequence }).one;
    const whole = { off: 0, len: 6, data: bytes };
    expect(no.chunk(whole, 1)).toEqual(refused(TrackerError.oldSequence));
    const blank = new InstructionUploadDesk(() => undefined);
    expect(blank.chunk(whole, 1)).toEqual(refused(TrackerError.notProvisioned));
  });

  it('gets the same answer again when its last request is repeated, and only then', () => {
    const { one, handed } = desk();
    const whole = { off: 0, len: 6, data: bytes };
    expect(one.chunk(whole, 9)).toEqual(one.chunk(whole, 9));
    expect(handed).toHaveLength(1);
    one.chunk(whole, 10);
    expect(handed).toHaveLength(2);
  });
});
