import { describe, expect, it } from 'vitest';

import vectors from '../../vectors/instruction.json' with { type: 'json' };
import { fromHex, toHex } from '../bytes.ts';
import { instructionRefusals, openInstruction } from './open-instruction.ts';
import { operatorRoles, type TrustedKey } from './operator-key.ts';

const hex = (text: string) => fromHex(text) ?? new Uint8Array(0);
const keys = vectors.context.keys.map((key): TrustedKey => {
  const role = operatorRoles.find((candidate) => candidate === key.role) ?? 'reader';
  return { ...key, role, publicKey: hex(key.publicKey) };
});
const context = { ...vectors.context, keys };

describe('the instruction vectors', () => {
  it.each(vectors.accepts)('open $name', ({ bytes, digest, signer, cosigner, instruction }) => {
    expect(openInstruction(hex(bytes), context)).toMatchObject({
      ok: true,
      value: {
        instruction: { ...instruction, body: hex(instruction.body) },
        signer: { keyId: signer },
        cosigner: { keyId: cosigner },
        digest: hex(digest),
      },
    });
  });

  it.each(vectors.rejects)('refuse $name', ({ bytes, code }) => {
    expect(openInstruction(hex(bytes), context)).toMatchObject({ ok: false, fault: { code } });
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
