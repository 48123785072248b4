import { describe, expect, it } from 'vitest';

import { samplePolicy } from '../policy/sample-policy.suite.ts';
import { encodeInstructionBody } from './instruction-body.ts';
import { instructionRights } from './instruction-rights.ts';
import type { Instruction } from './instruction.ts';
import { openInstruction, type InstructionContext } from './open-instruction.ts';
import { createOperatorKey, trustedKeyOf, type OperatorKey } from './operator-key.ts';
import { newcomer, revoked, sampleBodies, stricterPolicy } from './sample-bodies.suite.ts';
import { people, sampleContext, sampleInstruction } from './sample-instruction.suite.ts';
import { countersignInstruction, signInstruction } from './sign-instruction.ts';

const { admin, council, controller, dispatcher } = people;
const { issuedS } = sampleInstruction;
const signedBy = (key: OperatorKey, change: Partial<Instruction>) =>
  signInstruction({ ...sampleInstruction, author: key.name, role: key.role, ...change }, key);
const codeOf = (bytes: Uint8Array, change: Partial<InstructionContext> = {}) => {
  const opened = openInstruction(bytes, { ...sampleContext, ...change });
  return opened.ok ? 'accepted' : opened.fault.code.replace('INSTRUCTION_', '');
};
const stricter = { body: encodeInstructionBody('policy', stricterPolicy) };
const same = { body: encodeInstructionBody('policy', samplePolicy) };
const restrictOn = {
  kind: 'restrict',
  body: encodeInstructionBody('restrict', { on: true }),
} as const;
const restrictOff = {
  kind: 'restrict',
  body: encodeInstructionBody('restrict', { on: false }),
} as const;
const time = {
  kind: 'signed-time',
  body: encodeInstructionBody('signed-time', { timeS: issuedS + 5, uncertaintyS: 1 }),
} as const;

describe('the second signature', () => {
  const inForce = { currentPolicy: samplePolicy };

  it('is not needed for a policy that tightens the one in force', () => {
    expect(codeOf(signedBy(admin, stricter), inForce)).toBe('accepted');
    expect(codeOf(signedBy(admin, same), inForce)).toBe('accepted');
  });

  it('is needed for one that loosens it, and when none is known', () => {
    const back = signedBy(admin, same);
    expect(codeOf(back, { currentPolicy: stricterPolicy })).toBe('NEEDS_SECOND_SIGNATURE');
    expect(codeOf(back)).toBe('NEEDS_SECOND_SIGNATURE');
    expect(codeOf(countersignInstruction(back, council))).toBe('accepted');
  });

  it.each(sampleBodies)('is asked for where the body needs it: $kind, $name', (sample) => {
    const { kind, bytes, signatures } = sample;
    const signed = signedBy(controller, { kind, body: bytes });
    const wanted = signatures === 1 ? 'accepted' : 'NEEDS_SECOND_SIGNATURE';
    expect(codeOf(signed, inForce)).toBe(wanted);
    expect(codeOf(countersignInstruction(signed, council), inForce)).toBe('accepted');
  });

  it("is another person's, not another key of the same one", () => {
    const twin = createOperatorKey({
      name: admin.name,
      role: 'council',
      seed: new Uint8Array(32).fill(0x2b),
    });
    const keys = [...sampleContext.keys, trustedKeyOf(twin)];
    const both = countersignInstruction(signedBy(admin, same), twin);
    expect(codeOf(both, { keys })).toBe('NEEDS_SECOND_SIGNATURE');
    expect(codeOf(countersignInstruction(both, council), { keys })).toBe('accepted');
  });

  it('is made with another key, whatever name and key id a list gives the same one', () => {
    const double = {
      ...admin,
      name: 'Another name',
      role: 'council',
      keyId: 'f'.repeat(16),
    } as const;
    const keys = [...sampleContext.keys, trustedKeyOf(double)];
    const both = countersignInstruction(signedBy(admin, same), double);
    expect(codeOf(both, { keys })).toBe('NEEDS_SECOND_SIGNATURE');
  });

  it('is judged again at a restart by the last policy that had both, whatever came between', () => {
    const between = { ...stricterPolicy, retentionS: 3600 };
    const last = {
      ...between,
      validUntilS: between.validUntilS - 86_400,
      offsets: between.offsets.slice(0, 2),
    };
    const body = encodeInstructionBody('policy', last);
    const signed = signedBy(admin, { body, sequence: 10 });
    expect(codeOf(signed, { currentPolicy: between, lastSequence: 9 })).toBe('accepted');
    expect(codeOf(signed, { ...inForce, lastSequence: 8, isStored: true })).toBe('accepted');
  });

  it('must verify and be trusted even where it is not needed', () => {
    const signed = countersignInstruction(signedBy(admin, stricter), council);
    signed[signed.length - 400] = (signed[signed.length - 400] ?? 0) ^ 1;
    expect(codeOf(signed, inForce)).not.toBe('accepted');
    const strange = countersignInstruction(signedBy(admin, stricter), people.stranger);
    expect(codeOf(strange, inForce)).toBe('UNKNOWN_KEY');
  });
});

describe('the rights of a role', () => {
  it('let a dispatcher stop capture, and never start it', () => {
    expect(codeOf(signedBy(dispatcher, restrictOn))).toBe('accepted');
    const start = countersignInstruction(signedBy(dispatcher, restrictOff), council);
    expect(codeOf(start)).toBe('NOT_AUTHORISED');
    expect(codeOf(countersignInstruction(signedBy(admin, restrictOff), council))).toBe('accepted');
  });

  it('let nobody but the controller confirm what looks unlawful', () => {
    const sample = sampleBodies.find(({ kind }) => kind === 'confirm-unlawful');
    const change = { kind: 'confirm-unlawful', body: sample?.bytes ?? new Uint8Array(0) } as const;
    expect(codeOf(countersignInstruction(signedBy(admin, change), council))).toBe('NOT_AUTHORISED');
    expect(codeOf(signedBy(controller, change))).toBe('accepted');
  });

  it('give a reader nothing, and the employees’ side no first signature', () => {
    for (const { signers, aloneSigners } of Object.values(instructionRights)) {
      expect([...signers, ...aloneSigners]).not.toContain('reader');
      expect([...signers, ...aloneSigners]).not.toContain('council');
    }
  });
});

describe('a group', () => {
  const forVans = countersignInstruction(
    signedBy(admin, { device: undefined, group: 'vans' }),
    council,
  );

  it('is obeyed by its members only', () => {
    expect(codeOf(forVans, { groups: ['all', 'vans'] })).toBe('accepted');
    expect(codeOf(forVans, { groups: ['all'] })).toBe('WRONG_DEVICE');
    expect(codeOf(forVans)).toBe('WRONG_DEVICE');
    expect(codeOf(forVans, { device: 'vans' })).toBe('WRONG_DEVICE');
  });

  it('has no sequence of its own', () => {
    expect(codeOf(forVans, { groups: ['vans'], lastSequence: 8 })).toBe('OLD_SEQUENCE');
  });
});

describe('an expiry', () => {
  const until = signedBy(admin, { ...restrictOn, validUntilS: issuedS + 60 });

  it('ends an instruction at its second', () => {
    expect(codeOf(until, { nowS: issuedS + 59 })).toBe('accepted');
    expect(codeOf(until, { nowS: issuedS + 60 })).toBe('EXPIRED');
  });

  it('closes without trusted time', () => {
    expect(codeOf(until)).toBe('EXPIRED');
    expect(codeOf(signedBy(admin, restrictOn))).toBe('accepted');
  });

  it('is not judged again when the device reads its own storage', () => {
    expect(codeOf(until, { isStored: true, nowS: issuedS + 60 })).toBe('accepted');
  });
});

describe('a key', () => {
  const expiring = sampleContext.keys.map((key) => ({ ...key, notAfterS: issuedS + 60 }));
  const once = signedBy(admin, restrictOn);

  it('of P-256 signs like any other', () => {
    const keys = [...sampleContext.keys, trustedKeyOf(newcomer)];
    const now = { keys, nowS: issuedS };
    const signed = signedBy(newcomer, same);
    expect(codeOf(countersignInstruction(signed, council), now)).toBe('accepted');
    expect(codeOf(signed, now)).toBe('NEEDS_SECOND_SIGNATURE');
    expect(codeOf(signedBy(newcomer, restrictOn))).toBe('UNKNOWN_KEY');
  });

  it('signs nothing from its expiry on, nor without trusted time', () => {
    expect(codeOf(once, { keys: expiring, nowS: issuedS + 59 })).toBe('accepted');
    expect(codeOf(once, { keys: expiring, nowS: issuedS + 60 })).toBe('KEY_EXPIRED');
    expect(codeOf(once, { keys: expiring })).toBe('KEY_EXPIRED');
  });

  it('is judged as second signer too, beside one that never expires', () => {
    const keys = sampleContext.keys.map((key) =>
      key.role === 'council' ? { ...key, notAfterS: issuedS + 60 } : key,
    );
    const both = countersignInstruction(signedBy(admin, same), council);
    expect(codeOf(both, { keys })).toBe('KEY_EXPIRED');
    expect(codeOf(both, { keys, nowS: issuedS + 60 })).toBe('KEY_EXPIRED');
    expect(codeOf(both, { keys, nowS: issuedS + 59 })).toBe('accepted');
  });

  it('that has not expired by a signed time can give the time back', () => {
    const both = countersignInstruction(signedBy(admin, time), council);
    expect(codeOf(both, { keys: expiring })).toBe('accepted');
    const past = expiring.map((key) => ({ ...key, notAfterS: issuedS + 5 }));
    expect(codeOf(both, { keys: past })).toBe('KEY_EXPIRED');
    expect(codeOf(both, { keys: expiring, nowS: issuedS + 60 })).toBe('KEY_EXPIRED');
  });

  it('signs neither first nor second once it is revoked', () => {
    const both = countersignInstruction(signedBy(admin, same), council);
    expect(codeOf(both, { revoked: [revoked(admin)] })).toBe('KEY_REVOKED');
    expect(codeOf(both, { revoked: [revoked(council)] })).toBe('KEY_REVOKED');
    expect(codeOf(both, { revoked: [revoked(dispatcher)] })).toBe('accepted');
  });

  it('does not take back what the device accepted before it expired or was revoked', () => {
    const stored = {
      isStored: true,
      revoked: [revoked(admin)],
      keys: expiring,
      nowS: issuedS + 99,
    };
    expect(codeOf(once, stored)).toBe('accepted');
    expect(codeOf(signedBy(admin, same), stored)).toBe('NEEDS_SECOND_SIGNATURE');
  });
});
