import { failed, ok, type Result } from '../result.ts';
import { at, bstr, text, uint } from '../schema/cbor-fields.ts';
import { cborMap } from '../schema/cbor-map.ts';
import { compareHeads, verifyChain, type JournalHead, type JournalOwner } from './chain.ts';
import { verifyCheckpoint, type JournalCheckpoint } from './checkpoint.ts';
import { signStatement, verifyStatement, type DeviceStatement } from './device-signature.ts';
import type { JournalEntry } from './entry.ts';

/** What the device says about its journal, without the signature. */
export interface SignedHead extends JournalHead, JournalOwner {}

const statement = {
  tenant: at(1, text('tenant', { max: 64 })),
  device: at(2, text('device', { max: 64 })),
  count: at(3, uint('entries so far')),
  head: at(4, bstr('hash of the last entry', { length: 32 })),
} as const;

const HeadMap = cborMap('JournalHead', statement, { keys: 'integer', closed: true });
export const SignedHeadMap = cborMap(
  'SignedJournalHead',
  { ...statement, signature: at(5, bstr('Ed25519', { length: 64 })) },
  { keys: 'integer', closed: true },
);

/** A journal that is what the device has signed, from entry 0 or from a cut. */
export interface VerifiedJournal {
  readonly head: SignedHead;
  readonly entries: readonly JournalEntry[];
  /** Where it begins, when that is not entry 0: of what was before, only count and hash are proven. */
  readonly cut: JournalCheckpoint | undefined;
}

/** Signs with the device's own key (Ed25519 seed, 32 bytes). */
export function signHead(head: SignedHead, privateKey: Uint8Array): Uint8Array {
  const { tenant, device, count } = head;
  const signature = signStatement(statementOf(head), privateKey);
  return SignedHeadMap.encode({ tenant, device, count, head: head.head, signature });
}

/** Reads a signed head and checks it with the device's public key. Never throws. */
export function verifyHead(bytes: Uint8Array, publicKey: Uint8Array): Result<SignedHead> {
  const map = SignedHeadMap.decode(bytes);
  if (!map.ok) return map;
  const { tenant, device, count, head, signature } = map.value;
  const said = { tenant, device, count, head };
  if (verifyStatement(statementOf(said), signature, publicKey)) return ok(said);
  return failed({
    code: 'JOURNAL_SIGNATURE',
    expected: `a journal head signed by ${said.device}`,
    came: 'the signature does not verify with its key',
    next: 'check that the key belongs to this device; if it does, treat the journal as changed',
  });
}

/**
 * The whole check of a journal from its file alone: owner, signature of the head, numbers without
 * gaps, and every hash up to the signed one. The entries must begin at entry 0, or where the signed
 * checkpoint says that the journal was cut: then only the rest is verified, and the result names the
 * checkpoint.
 */
export function verifyJournal(options: {
  readonly entries: readonly Uint8Array[];
  readonly signedHead: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly owner: JournalOwner;
  readonly checkpoint?: Uint8Array | undefined;
}): Result<VerifiedJournal> {
  const { owner } = options;
  const signed = verifyHead(options.signedHead, options.publicKey);
  if (!signed.ok) return signed;
  const head = signed.value;
  if (head.tenant !== owner.tenant || head.device !== owner.device) {
    return failed({
      code: 'JOURNAL_OWNER',
      expected: `the journal of ${owner.tenant}/${owner.device}`,
      came: `the head is of ${head.tenant}/${head.device}`,
      next: 'pair the journal with the device it came from',
    });
  }
  const cut =
    options.checkpoint === undefined
      ? undefined
      : verifyCheckpoint(options.checkpoint, options.publicKey, owner);
  if (cut?.ok === false) return cut;
  const chain = verifyChain(options.entries, owner, cut?.value);
  if (!chain.ok) return chain;
  const compared = compareHeads(chain.value, head);
  return compared.ok ? ok({ head, entries: chain.value.entries, cut: cut?.value }) : compared;
}

function statementOf(said: SignedHead): DeviceStatement {
  return { label: 'feierabend/1 journal head', bytes: HeadMap.encode(said) };
}
