import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decodeCoseSign1 } from './cose-sign1.ts';
import { decodeInstruction } from './instruction.ts';
import { instructionRefusals, openInstruction } from './open-instruction.ts';
import {
  readOperatorKeyFile,
  readTrustedKeyFile,
  trustedKeyOf,
  writeOperatorKeyFile,
} from './operator-key.ts';
import { newcomer } from './sample-bodies.suite.ts';
import { people, sampleContext, sampleInstruction } from './sample-instruction.suite.ts';
import { countersignInstruction, signInstruction } from './sign-instruction.ts';

const good = countersignInstruction(
  signInstruction(sampleInstruction, people.admin),
  people.council,
);
const byCard = countersignInstruction(
  signInstruction({ ...sampleInstruction, author: newcomer.name }, newcomer),
  people.council,
);
const context = {
  ...sampleContext,
  keys: [...sampleContext.keys, trustedKeyOf(newcomer)],
  nowS: sampleInstruction.issuedS,
};

describe('the instruction decoders', () => {
  it('never throw on random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decodeCoseSign1(bytes).ok).toBe(false);
        expect(decodeInstruction(bytes).ok).toBe(false);
        const opened = openInstruction(bytes, sampleContext);
        expect(opened.ok || opened.fault.code).toBe('INSTRUCTION_MALFORMED');
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['EdDSA', good],
    ['ES256', byCard],
  ])('accept no instruction of %s with any byte changed or missing', (_name, whole) => {
    expect(openInstruction(whole, context).ok).toBe(true);
    const damage = fc.record({
      at: fc.nat(whole.length - 1),
      flip: fc.integer({ min: 1, max: 255 }),
      cut: fc.option(fc.nat(whole.length - 1), { nil: whole.length, freq: 4 }),
    });
    fc.assert(
      fc.property(damage, ({ at, flip, cut }) => {
        const bytes = new Uint8Array(whole.subarray(0, cut));
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        const opened = openInstruction(bytes, context);
        expect(opened.ok).toBe(false);
        if (!opened.ok) expect(instructionRefusals).toContain(opened.fault.code);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the key file readers', () => {
  it('never throw on any text', () => {
    const text = writeOperatorKeyFile(people.admin);
    const damaged = fc
      .tuple(fc.nat(text.length), fc.nat(5), fc.string({ maxLength: 5 }))
      .map(([at, drop, put]) => text.slice(0, at) + put + text.slice(at + drop));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), damaged), (any) => {
        expect(typeof readOperatorKeyFile(any).ok).toBe('boolean');
        expect(typeof readTrustedKeyFile(any).ok).toBe('boolean');
      }),
    );
  });
});
