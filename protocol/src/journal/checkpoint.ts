import { failed, ok, type Result } from '../result.ts';
import { at, bstr, text, uint } from '../schema/cbor-fields.ts';
import { cborMap, type CborMapValue } from '../schema/cbor-map.ts';
import type { JournalOwner } from './chain.ts';
import { detailField } from './entry.ts';
import { signStatement, verifyStatement, type DeviceStatement } from './device-signature.ts';

const options = { keys: 'integer', closed: true } as const;

const statement = {
  tenant: at(1, text('tenant', { max: 64 })),
  device: at(2, text('device', { max: 64 })),
  count: at(3, uint('entries before the cut')),
  head: at(4, bstr('hash of the last of them', { length: 32 })),
  facts: at(5, {
    ...detailField,
    doc: 'what they say that holds beyond the cut: latest time, last instruction, ...',
  }),
} as const;

const StatementMap = cborMap('CheckpointStatement', statement, options);
export const CheckpointMap = cborMap(
  'JournalCheckpoint',
  { ...statement, signature: at(6, bstr('Ed25519', { length: 64 })) },
  options,
);

export const checkpointBytesMax = 1024;

/** Where a journal was cut: what stood before it is no longer on the device. Without the signature. */
export type JournalCheckpoint = CborMapValue<typeof statement>;

/** The signed checkpoint (deterministic CBOR). The key is the device's Ed25519 seed. */
export function signCheckpoint(checkpoint: JournalCheckpoint, privateKey: Uint8Array): Uint8Array {
  const signature = signStatement(labelled(checkpoint), privateKey);
  return CheckpointMap.encode({ ...checkpoint, signature });
}

/** Reads a checkpoint and checks it with the device's public key, and whose it is. Never throws. */
export function verifyCheckpoint(
  bytes: Uint8Array,
  publicKey: Uint8Array,
  owner: JournalOwner,
): Result<JournalCheckpoint> {
  const map = bytes.length > checkpointBytesMax ? undefined : CheckpointMap.decode(bytes);
  if (map?.ok !== true) return fault('it has another shape');
  const { signature, ...checkpoint } = map.value;
  if (!verifyStatement(labelled(checkpoint), signature, publicKey)) {
    return fault('the signature does not verify with its key');
  }
  const isOwn = checkpoint.tenant === owner.tenant && checkpoint.device === owner.device;
  return isOwn ? ok(checkpoint) : fault(`it is of ${checkpoint.tenant}/${checkpoint.device}`);
}

function labelled(checkpoint: JournalCheckpoint): DeviceStatement {
  return { label: 'feierabend/1 journal checkpoint', bytes: StatementMap.encode(checkpoint) };
}

function fault(came: string): Result<never> {
  return failed({
    code: 'JOURNAL_CHECKPOINT',
    expected: 'a checkpoint signed by the device whose journal it is',
    came,
    next: 'treat the journal as changed, and keep it as evidence',
  });
}
