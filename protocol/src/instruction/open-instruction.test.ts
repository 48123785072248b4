import { describe, expect, it } from 'vitest';

import { concatBytes, toHex } from '../bytes.ts';
import { encodeCbor } from '../cbor.ts';
import { encodeCoseSign1, signCose } from './cose-sign1.ts';
import { instructionKinds, type Instruction } from './instruction.ts';
import {
  instructionRefusals,
  openInstruction,
  type InstructionContext,
} from './open-instruction.ts';
import type { OperatorKey } from './operator-key.ts';
import { revoked } from './sample-bodies.suite.ts';
import { people, sampleContext, sampleInstruction } from './sample-instruction.suite.ts';
import { countersignInstruction, instructionDigest, signInstruction } from './sign-instruction.ts';

/** Signed by the person whom the instruction then names as its author. */
function signedBy(key: OperatorKey, change: Partial<Instruction> = {}): Uint8Array {
  return signInstruction(
    { ...sampleInstruction, author: key.name, role: key.role, ...change },
    key,
  );
}

const good = countersignInstruction(signedBy(people.admin), people.council);
const codeOf = (bytes: Uint8Array, change: Partial<InstructionContext> = {}) => {
  const opened = openInstruction(bytes, { ...sampleContext, ...change });
  return opened.ok ? 'accepted' : opened.fault.code;
};

describe('an instruction signed by both sides', () => {
  it('is opened, with its signers and its digest', () => {
    expect(openInstruction(good, sampleContext)).toEqual({
      ok: true,
      value: {
        instruction: sampleInstruction,
        signer: expect.objectContaining({ name: 'Ada Admin', role: 'administrator' }),
        cosigner: expect.objectContaining({ name: 'Carl Council', role: 'council' }),
        digest: instructionDigest(good),
      },
    });
  });

  it('never hands out a private key that the device was given by mistake', () => {
    const opened = openInstruction(good, { ...sampleContext, keys: Object.values(people) });
    expect(opened.ok && Object.keys(opened.value.signer)).not.toContain('privateKey');
  });

  it('may come from the controller as well', () => {
    expect(codeOf(countersignInstruction(signedBy(people.controller), people.council))).toBe(
      'accepted',
    );
  });

  it.each(instructionKinds)('needs both signatures to be %s', (kind) => {
    const once = signedBy(kind === 'confirm-unlawful' ? people.controller : people.admin, { kind });
    expect(codeOf(once)).toBe('INSTRUCTION_NEEDS_SECOND_SIGNATURE');
    expect(codeOf(countersignInstruction(once, people.council))).toBe('accepted');
  });
});

describe('an instruction is refused', () => {
  it('as malformed when it is something else, too long or damaged', () => {
    const notAnInstruction = encodeCoseSign1(
      signCose(encodeCbor(new Map([[1, 1]])), {
        keyId: new Uint8Array(8),
        privateKey: people.admin.privateKey,
      }),
    );
    for (const bytes of [
      new Uint8Array(0),
      new Uint8Array(8193),
      good.slice(1),
      notAnInstruction,
    ]) {
      expect(codeOf(bytes)).toBe('INSTRUCTION_MALFORMED');
    }
    expect(codeOf(concatBytes(good, Uint8Array.of(0)))).toBe('INSTRUCTION_MALFORMED');
  });

  it('for another tenant and for another device', () => {
    expect(codeOf(good, { tenant: 'umbrella' })).toBe('INSTRUCTION_WRONG_TENANT');
    expect(codeOf(good, { device: 'van-8' })).toBe('INSTRUCTION_WRONG_DEVICE');
  });

  it('from keys that the device does not know', () => {
    expect(codeOf(countersignInstruction(signedBy(people.stranger), people.council))).toBe(
      'INSTRUCTION_UNKNOWN_KEY',
    );
    expect(codeOf(countersignInstruction(signedBy(people.admin), people.stranger))).toBe(
      'INSTRUCTION_UNKNOWN_KEY',
    );
    expect(codeOf(good, { keys: [] })).toBe('INSTRUCTION_UNKNOWN_KEY');
  });

  it('when either signature does not verify', () => {
    for (const bit of [good.length - 1, 60]) {
      const damaged = new Uint8Array(good);
      damaged[bit] = (damaged[bit] ?? 0) ^ 1;
      expect(codeOf(damaged)).toBe('INSTRUCTION_BAD_SIGNATURE');
    }
  });

  it('from a role that may not sign it, or in the name of somebody else', () => {
    for (const key of [people.dispatcher, people.reader, people.council]) {
      expect(codeOf(countersignInstruction(signedBy(key), people.council))).toBe(
        'INSTRUCTION_NOT_AUTHORISED',
      );
    }
    const renamed = sampleContext.keys.map((key) =>
      key.name === 'Ada Admin' ? { ...key, name: 'Eve' } : key,
    );
    expect(codeOf(good, { keys: renamed })).toBe('INSTRUCTION_NOT_AUTHORISED');
  });

  it('without a second signature by the employees’ side', () => {
    const needed = 'INSTRUCTION_NEEDS_SECOND_SIGNATURE';
    expect(codeOf(signedBy(people.admin))).toBe(needed);
    expect(codeOf(countersignInstruction(signedBy(people.admin), people.controller))).toBe(needed);
    expect(codeOf(countersignInstruction(signedBy(people.admin), people.admin))).toBe(needed);
  });

  it('when one key plays both sides', () => {
    const asCouncil = { ...people.admin, role: 'council' as const };
    const keys = sampleContext.keys.map((key) =>
      key.keyId === people.council.keyId ? { ...asCouncil, keyId: key.keyId } : key,
    );
    const twoFaces = countersignInstruction(signedBy(people.admin), {
      ...people.admin,
      keyId: people.council.keyId,
    });
    expect(codeOf(twoFaces, { keys })).toBe('INSTRUCTION_NEEDS_SECOND_SIGNATURE');
  });

  it('when its sequence is not above the last one', () => {
    expect(codeOf(good, { lastSequence: 8 })).toBe('INSTRUCTION_OLD_SEQUENCE');
    expect(codeOf(good, { lastSequence: 9 })).toBe('INSTRUCTION_OLD_SEQUENCE');
  });

  it('for the first reason in the order in which a device looks', () => {
    const { tenant, device, keys } = sampleContext;
    const { issuedS } = sampleInstruction;
    const late = { validUntilS: issuedS + 10 };
    const wrong: Partial<InstructionContext> = {
      tenant: 'umbrella',
      device: 'van-8',
      keys: [],
      lastSequence: 99,
      nowS: issuedS + 20,
      revoked: keys.map(revoked),
    };
    const meant = { ...wrong, tenant, device };
    const known = { ...meant, keys: keys.map((key) => ({ ...key, notAfterS: issuedS + 15 })) };
    const { revoked: _, ...trusted } = known;
    const fresh = { ...trusted, keys };
    const forged = new Uint8Array(signedBy(people.dispatcher, late));
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    const dispatched = signedBy(people.dispatcher, late);
    const once = signedBy(people.admin, late);
    const twice = countersignInstruction(once, people.council);
    expect([
      codeOf(forged.slice(1), wrong),
      codeOf(forged, wrong),
      codeOf(forged, { ...wrong, tenant }),
      codeOf(forged, meant),
      codeOf(forged, known),
      codeOf(dispatched, known),
      codeOf(dispatched, trusted),
      codeOf(dispatched, fresh),
      codeOf(once, fresh),
      codeOf(twice, fresh),
      codeOf(twice, { ...fresh, lastSequence: 0 }),
    ]).toEqual(instructionRefusals);
    expect(codeOf(twice, { ...fresh, lastSequence: 0, nowS: issuedS + 9 })).toBe('accepted');
  });
});

describe('signing', () => {
  it('refuses to sign in the name of somebody else', () => {
    expect(() => signInstruction(sampleInstruction, people.council)).toThrow(
      expect.objectContaining({ code: 'INSTRUCTION_AUTHOR' }),
    );
  });

  it('refuses to sign with a key that has expired', () => {
    const expired = { ...people.admin, notAfterS: sampleInstruction.issuedS };
    expect(() => signInstruction(sampleInstruction, expired)).toThrow(
      expect.objectContaining({ code: 'INSTRUCTION_KEY_EXPIRED' }),
    );
  });

  it.each<[string, Partial<Instruction>]>([
    ['a tenant with a slash', { tenant: 'acme/x' }],
    ['a device with a wildcard', { device: '+' }],
    ['a group with a slash', { device: undefined, group: 'a/b' }],
    ['a device and a group', { group: 'vans' }],
    ['nobody', { device: undefined }],
    ['an expiry before the signature', { validUntilS: sampleInstruction.issuedS }],
    ['sequence zero', { sequence: 0 }],
    ['no reason', { reason: '  ' }],
    ['a reason that moves the cursor', { reason: 'new hours\u001b[2K' }],
    ['a reason of two lines', { reason: 'new hours\nand more' }],
    ['a long reason', { reason: 'ü'.repeat(129) }],
  ])('refuses %s', (_name, change) => {
    expect(() => signedBy(people.admin, change)).toThrow(
      expect.objectContaining({ code: 'INSTRUCTION_INVALID' }),
    );
  });

  it.each<[string, Partial<Instruction>]>([
    ['a body above the limit', { body: new Uint8Array(7169) }],
    ['a sequence above 32 bits', { sequence: 0x1_0000_0000 }],
    ['an unknown kind', { kind: 'listen' as never }],
  ])('refuses %s', (_name, change) => {
    expect(() => signedBy(people.admin, change)).toThrow(
      expect.objectContaining({ code: 'SCHEMA_RANGE' }),
    );
  });

  it('fits the largest instruction into the size limit', () => {
    const change = {
      body: new Uint8Array(7168),
      reason: 'x'.repeat(256),
      tenant: 't'.repeat(64),
      device: 'd'.repeat(64),
    };
    expect(
      countersignInstruction(signedBy(people.admin, change), people.council).length,
    ).toBeLessThan(8192);
  });

  it('replaces an earlier second signature', () => {
    const twice = countersignInstruction(
      countersignInstruction(signedBy(people.admin), people.reader),
      people.council,
    );
    expect(toHex(twice)).toBe(toHex(good));
  });

  it('refuses to countersign something else', () => {
    expect(() => countersignInstruction(new Uint8Array(3), people.council)).toThrow(
      /COSE_Sign1|CBOR/u,
    );
  });
});
