import { describe, expect, it } from 'vitest';

import vectors from '../../vectors/instruction.json' with { type: 'json' };
import { fromHex, toHex } from '../bytes.ts';
import { decodePolicy } from '../policy/compiled-policy.ts';
import {
  decodeInstructionBody,
  encodeInstructionBody,
  requiredSignatures,
} from './instruction-body.ts';
import { instructionKinds, type InstructionKind } from './instruction.ts';
import {
  instructionRefusals,
  openInstruction,
  type InstructionContext,
} from './open-instruction.ts';
import { operatorRoles, type TrustedKey } from './operator-key.ts';
import { decodeRevocationList } from './key/revocation-list.ts';
import { bodyJson } from './sample-bodies.suite.ts';

const hex = (text: string) => fromHex(text) ?? new Uint8Array(0);
const keys = vectors.context.keys.map((key): TrustedKey => {
  const role = operatorRoles.find((candidate) => candidate === key.role) ?? 'reader';
  return { ...key, role, publicKey: hex(key.publicKey) };
});
const kindOf = (name: string): InstructionKind =>
  instructionKinds.find((kind) => kind === name) ?? 'policy';
const policyOf = (bytes: string) => {
  const read = decodePolicy(hex(bytes));
  return read.ok ? read.value : undefined;
};

/** The context of all vectors with what one of them adds. */
function contextOf(change: object): InstructionContext {
  const { currentPolicy, ...added } = change as { currentPolicy?: string };
  const policy = currentPolicy === undefined ? {} : { currentPolicy: policyOf(currentPolicy) };
  return { ...vectors.context, keys, ...added, ...policy };
}

describe('the instruction vectors', () => {
  it.each(vectors.accepts)('open $name', (vector) => {
    const { bytes, context, digest, signer, cosigner, instruction } = vector;
    expect(openInstruction(hex(bytes), contextOf(context))).toMatchObject({
      ok: true,
      value: {
        instruction: { ...instruction, body: hex(instruction.body) },
        signer: { keyId: signer },
        ...(cosigner === undefined ? {} : { cosigner: { keyId: cosigner } }),
        digest: hex(digest),
      },
    });
  });

  it.each(vectors.rejects)('refuse $name', ({ bytes, context, code }) => {
    expect(openInstruction(hex(bytes), contextOf(context))).toMatchObject({
      ok: false,
      fault: { code },
    });
  });

  it('hold at least one instruction for every refusal', () => {
    const codes = new Set(vectors.rejects.map(({ code }) => code));
    expect([...codes].toSorted()).toEqual([...instructionRefusals].toSorted());
  });

  it('name keys by the first bytes of their hash', () => {
    expect(keys.map(({ keyId }) => hex(keyId).length)).toEqual(keys.map(() => 8));
    expect(toHex(keys[0]?.publicKey ?? new Uint8Array(0))).toHaveLength(64);
  });
});

const inForce = policyOf(vectors.bodies.accepts[0]?.bytes ?? '');

describe('the body vectors', () => {
  it.each(vectors.bodies.accepts)('are read: $kind, $name', (vector) => {
    const kind = kindOf(vector.kind);
    const read = decodeInstructionBody(kind, hex(vector.bytes));
    if (!read.ok) throw new TypeError(read.fault.expected);
    expect(bodyJson(read.value)).toEqual(vector.body);
    expect(toHex(encodeInstructionBody(kind, read.value))).toBe(vector.bytes);
    const instruction = { kind, body: hex(vector.bytes) };
    expect(requiredSignatures(instruction, inForce, keys)).toBe(vector.signatures);
  });

  it.each(vectors.bodies.rejects)('are refused: $kind, $name', ({ kind, bytes, code }) => {
    expect(decodeInstructionBody(kindOf(kind), hex(bytes))).toMatchObject({
      ok: false,
      fault: { code },
    });
  });

  it('hold a body of every kind', () => {
    const kinds = new Set(vectors.bodies.accepts.map(({ kind }) => kind));
    expect([...kinds].toSorted()).toEqual([...instructionKinds].toSorted());
  });

  it('hold a revocation list', () => {
    const { bytes, keys: revoked } = vectors.revocationList;
    expect(decodeRevocationList(hex(bytes))).toEqual({ ok: true, value: revoked });
  });

  it.each(vectors.revocationList.rejects)('refuse a revocation list: $name', ({ bytes, code }) => {
    expect(decodeRevocationList(hex(bytes))).toMatchObject({ ok: false, fault: { code } });
  });
});
