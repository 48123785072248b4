import {
  fromHex,
  verifyExport,
  verifyReceipt,
  type DeletionScope,
  type Failed,
} from '@feierabend/protocol';

import type { RunRecord } from '../record/run-record.ts';
import { attachmentsOf, type PlacedAttachment } from './attachments-of.ts';
import type { AttachmentBytes } from './digest.ts';

/** A journal or a receipt, held against the key of the device whose it is. */
export interface Proof extends PlacedAttachment {
  readonly kind: 'journal' | 'receipt';
  readonly device: string;
  readonly outcome:
    | {
        readonly isProven: true;
        readonly entries: number;
        readonly scopes: readonly DeletionScope[];
      }
    | { readonly isProven: false; readonly code: string; readonly came: string };
}

/** Every journal and receipt of the run, verified with nothing but the files. */
export function proofsOf(record: RunRecord, attachments: AttachmentBytes): readonly Proof[] {
  return attachmentsOf(record).flatMap((placed): Proof[] => {
    const { kind, device = '', sha256, scrubbed } = placed.attachment;
    const bytes = attachments.get(sha256);
    if ((kind !== 'journal' && kind !== 'receipt') || scrubbed === 'left-out') return [];
    const outcome =
      bytes === undefined
        ? ({ isProven: false, code: 'EVIDENCE_MISSING', came: 'its file is not there' } as const)
        : prove(kind, bytes, record.devices[device]);
    return [{ ...placed, kind, device, outcome }];
  });
}

function prove(
  kind: Proof['kind'],
  bytes: Uint8Array,
  owner: RunRecord['devices'][string] | undefined,
): Proof['outcome'] {
  const key = owner === undefined ? undefined : fromHex(owner.signKey);
  if (owner === undefined || key === undefined) {
    return { isProven: false, code: 'EVIDENCE_DEVICE', came: 'run.json has no key of its device' };
  }
  if (kind === 'receipt') {
    const read = verifyReceipt(bytes, key);
    if (!read.ok) return unproven(read);
    return isOf(read.value, owner) ?? { isProven: true, entries: 0, scopes: [read.value.scope] };
  }
  const read = verifyExport(bytes, key);
  if (!read.ok) return unproven(read);
  const { head, entries, receipts } = read.value;
  const scopes = receipts.map(({ scope }) => scope);
  return isOf(head, owner) ?? { isProven: true, entries: entries.length, scopes };
}

type Owner = Readonly<Record<'tenant' | 'device', string>>;

function isOf(said: Owner, owner: Owner): Proof['outcome'] | undefined {
  if (said.tenant === owner.tenant && said.device === owner.device) return undefined;
  const came = `it is of ${said.device} of ${said.tenant}`;
  return { isProven: false, code: 'EVIDENCE_DEVICE', came };
}

function unproven({ fault }: Failed): Proof['outcome'] {
  return { isProven: false, code: fault.code, came: fault.came };
}
