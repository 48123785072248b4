import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { toHex } from '../bytes.ts';
import { samplePolicy } from '../policy/sample-policy.suite.ts';
import {
  decodeInstructionBody,
  encodeInstructionBody,
  requiredSignatures,
} from './instruction-body.ts';
import { instructionKinds } from './instruction.ts';
import { decodeRevocationList, encodeRevocationList } from './key/revocation-list.ts';
import { revoked, sampleBodies } from './sample-bodies.suite.ts';
import { people } from './sample-instruction.suite.ts';

const kind = fc.constantFrom(...instructionKinds);

/** Whatever is accepted is what the encoder writes, and what is not is refused by a known code. */
function expectSound(of: (typeof instructionKinds)[number], bytes: Uint8Array): void {
  const read = decodeInstructionBody(of, bytes);
  if (read.ok) expect(toHex(encodeInstructionBody(of, read.value))).toBe(toHex(bytes));
  else {
    expect(['INSTRUCTION_BODY', 'POLICY_INVALID']).toContain(read.fault.code);
    expect(requiredSignatures({ kind: of, body: bytes }, samplePolicy)).toBe(2);
  }
}

describe('the body decoders', () => {
  it('never throw on random bytes, and accept nothing but their own encoding', () => {
    fc.assert(
      fc.property(kind, fc.uint8Array({ maxLength: 80 }), (of, bytes) => expectSound(of, bytes)),
      { numRuns: 1500 },
    );
  });

  it('accept a damaged body only if the damage is itself a body', () => {
    const damage = fc.record({
      sample: fc.constantFrom(...sampleBodies),
      at: fc.nat(),
      byte: fc.nat(255),
      cut: fc.nat({ max: 4 }),
    });
    fc.assert(
      fc.property(damage, ({ sample, at, byte, cut }) => {
        const bytes = new Uint8Array(sample.bytes.subarray(0, sample.bytes.length - cut));
        bytes[at % bytes.length] = byte;
        expectSound(sample.kind, bytes);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('the decoder of the revocation list', () => {
  const list = encodeRevocationList([revoked(people.admin), revoked(people.reader)]);

  it('reads what was written', () => {
    expect(decodeRevocationList(list)).toEqual({
      ok: true,
      value: [revoked(people.admin), revoked(people.reader)],
    });
  });

  it('never throws, and accepts nothing but its own encoding', () => {
    const damaged = fc.tuple(fc.nat(list.length - 1), fc.nat(255)).map(([at, byte]) => {
      const bytes = new Uint8Array(list);
      bytes[at] = byte;
      return bytes;
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 80 }), damaged), (bytes) => {
        const read = decodeRevocationList(bytes);
        if (read.ok) expect(toHex(encodeRevocationList(read.value))).toBe(toHex(bytes));
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses a key twice', () => {
    const twice = encodeRevocationList([revoked(people.admin), revoked(people.admin)]);
    expect(decodeRevocationList(twice)).toMatchObject({
      ok: false,
      fault: { code: 'REVOCATION_LIST' },
    });
  });
});
