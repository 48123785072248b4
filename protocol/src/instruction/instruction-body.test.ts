import { describe, expect, it } from 'vitest';

import { samplePolicy } from '../policy/sample-policy.suite.ts';
import { keyChange } from './body/key-change-body.ts';
import {
  decodeInstructionBody,
  encodeInstructionBody,
  requiredSignatures,
  type InstructionBodies,
} from './instruction-body.ts';
import { instructionKinds, type InstructionKind } from './instruction.ts';
import { trustedKeyOf } from './operator-key.ts';
import { newcomer, revoked, sampleBodies, stricterPolicy } from './sample-bodies.suite.ts';
import { people, sampleContext } from './sample-instruction.suite.ts';

const period = { fromS: 10, untilS: 20 };
const theft = { cause: 'theft', ...period, intervalS: 10, reference: 'x' } as const;
const rules = { rules: ['LINT_A'], subject: new Uint8Array(32) };
const correction = { ...period, subject: 'time', statement: 'x' } as const;

type Broken = { [K in InstructionKind]: readonly [K, string, InstructionBodies[K]] };
const brokenBodies: readonly Broken[InstructionKind][] = [
  ['policy', 'a finer precision than any', { ...samplePolicy, precisionM: 0 }],
  ['settings', 'no setting', { entries: [] }],
  ['settings', 'a setting twice', { entries: [{ name: 'a' }, { name: 'a' }] }],
  ['settings', 'a name in capitals', { entries: [{ name: 'A' }] }],
  ['settings', 'an empty level', { entries: [{ name: 'a//b' }] }],
  ['settings', 'a long value', { entries: [{ name: 'a', value: new Uint8Array(513) }] }],
  ['correct', 'a period that ends as it begins', { ...correction, untilS: 10 }],
  ['correct', 'no statement', { ...correction, statement: ' ' }],
  ['correct', 'a distance of a time', { ...correction, distanceM: 1 }],
  ['delete-period', 'a period that ends before it begins', { fromS: 20, untilS: 10 }],
  ['break-glass', 'no reference', { ...theft, reference: '' }],
  ['break-glass', 'an interval of nine seconds', { ...theft, intervalS: 9 }],
  ['break-glass', 'a theft of 31 days', { ...theft, untilS: 10 + 31 * 86_400 }],
  ['break-glass', 'an emergency of 4 days', { ...theft, cause: 'emergency', untilS: 345_610 }],
  ['break-glass', 'a period that ends before it begins', { ...theft, untilS: 1 }],
  ['signed-time', 'a short challenge', { timeS: 1, uncertaintyS: 0, challenge: new Uint8Array(8) }],
  ['signed-time', 'a time that is off by hours', { timeS: 1, uncertaintyS: 7200 }],
  ['key-change', 'no key', { add: [], revoke: [] }],
  ['key-change', 'one key both ways', keyChange([newcomer], [revoked(newcomer)])],
  [
    'key-change',
    'a key of 31 bytes',
    keyChange([{ ...newcomer, publicKey: new Uint8Array(31) }], []),
  ],
  ['key-change', 'a key without a name', keyChange([{ ...newcomer, name: '' }], [])],
  ['confirm-firmware', 'a short hash', { imageHash: new Uint8Array(31) }],
  ['confirm-unlawful', 'no rule', { ...rules, rules: [] }],
  ['confirm-unlawful', 'a rule twice', { ...rules, rules: ['LINT_A', 'LINT_A'] }],
  ['confirm-unlawful', 'a rule in small letters', { ...rules, rules: ['lint_a'] }],
];

describe('the body of an instruction', () => {
  it.each(sampleBodies)('is read as it was written: $kind, $name', ({ kind, bytes, body }) => {
    expect(decodeInstructionBody(kind, bytes)).toEqual({ ok: true, value: body });
  });

  it.each(sampleBodies)('needs $signatures: $kind, $name', ({ kind, bytes, signatures }) => {
    const instruction = { kind, body: bytes };
    expect(requiredSignatures(instruction, samplePolicy, sampleContext.keys)).toBe(signatures);
  });

  it('exists in a sample for every kind', () => {
    expect(new Set(sampleBodies.map(({ kind }) => kind))).toEqual(new Set(instructionKinds));
  });

  it.each(brokenBodies)('is not written when it breaks a rule: %s, %s', (kind, _name, body) => {
    expect(() => encodeInstructionBody(kind, body as never)).toThrow(
      expect.objectContaining({
        code: expect.stringMatching(/^(INSTRUCTION_BODY|SCHEMA_RANGE|POLICY_INVALID)$/u) as string,
      }),
    );
  });

  it.each(instructionKinds)('is refused when it is another: %s', (kind) => {
    const code = kind === 'policy' ? 'POLICY_INVALID' : 'INSTRUCTION_BODY';
    expect(decodeInstructionBody(kind, Uint8Array.of(0xa0))).toMatchObject({
      ok: false,
      fault: { code },
    });
  });
});

describe('in doubt two signatures', () => {
  it.each(instructionKinds)('are needed for a body that cannot be read: %s', (kind) => {
    expect(requiredSignatures({ kind, body: Uint8Array.of(1) }, samplePolicy)).toBe(2);
  });

  it('are needed for every policy when none is known, even for the same again', () => {
    const body = encodeInstructionBody('policy', stricterPolicy);
    expect(requiredSignatures({ kind: 'policy', body })).toBe(2);
    expect(requiredSignatures({ kind: 'policy', body }, stricterPolicy)).toBe(1);
  });

  it('are needed to revoke when the keys are not known', () => {
    const body = encodeInstructionBody('key-change', keyChange([], [revoked(people.dispatcher)]));
    expect(requiredSignatures({ kind: 'key-change', body })).toBe(2);
    const keys = [trustedKeyOf(people.dispatcher)];
    expect(requiredSignatures({ kind: 'key-change', body }, undefined, keys)).toBe(1);
  });
});
