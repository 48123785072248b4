import { createHash } from 'node:crypto';

import { instructionDigest, toHex } from '@feierabend/protocol';

import type { Json } from '../output/event.ts';
import { htmlPage, htmlTable } from '../output/html-page.ts';
import { instructionFacts, isoTime } from '../signing/instruction-file.ts';
import { timeOf } from '../audit/account.ts';
import type { WipeProof, WipeRun } from './wipe-run.ts';

const attestation =
  'Device-attested: the device itself has read its storage back and found it erased, and has signed ' +
  'that. Nobody has looked at the flash chip from outside.';

const scopes = {
  device: 'everything: reports, journal, policy, keys; the identity key last',
  reports: 'all stored reports and their sessions',
  period: 'a period',
  retention: 'what was too old',
} as const;

const consents = {
  returned: 'the data had been returned to the controller before',
  destroy: 'the controller consents to destruction unread',
} as const;

/** The same protocol twice: for machines, and for print. */
export interface DeletionProtocol {
  readonly json: Json;
  readonly html: string;
}

export function deletionProtocol(run: WipeRun, proof: WipeProof): DeletionProtocol {
  const facts: ProtocolFacts = {
    run,
    proof,
    writtenAt: isoTime(run.context.clock.unixS()),
    journalDigest: toHex(createHash('sha256').update(proof.journal.bytes).digest()),
  };
  return { json: protocolJson(facts), html: protocolPage(facts) };
}

interface ProtocolFacts {
  readonly run: WipeRun;
  readonly proof: WipeProof;
  readonly writtenAt: string;
  readonly journalDigest: string;
}

function protocolJson({ run, proof, writtenAt, journalDigest }: ProtocolFacts): Json {
  const { before, signKey, keyFrom } = run;
  const { order, body, receipt, receiptBytes, rows, journal } = proof;
  const { atS, scope, count, journalCount, journalHead } = receipt;
  return {
    feierabend: 'deletion-protocol/1',
    attestedBy: 'device',
    attestation,
    tenant: receipt.tenant,
    device: receipt.device,
    firmware: before.fw,
    scope,
    data: body.data,
    erasedAt: atS === undefined ? null : isoTime(atS),
    writtenAt,
    erasedBatches: count,
    instruction: instructionFacts(order),
    receipt: toHex(receiptBytes),
    signKey: toHex(signKey),
    signKeyFrom: keyFrom,
    journal: {
      file: journal.file,
      sha256: journalDigest,
      entries: journalCount,
      head: toHex(journalHead),
    },
    readBack: rows.map(({ asked, answer }) => ({ asked, answer })),
  };
}

function protocolPage({ run, proof, writtenAt, journalDigest }: ProtocolFacts): string {
  const { signKey, keyFrom } = run;
  const { order, body, receipt, receiptBytes, rows, journal } = proof;
  const { atS, scope, count, journalCount, journalHead } = receipt;
  const { author, role, reason, issuedS } = order.instruction;
  const second = order.message.countersignature;
  return htmlPage('Deletion protocol (Löschprotokoll)', [
    `<p><strong>${attestation}</strong></p>`,
    htmlTable([
      ['Controller (tenant)', receipt.tenant],
      ['Device', receipt.device],
      ['Deleted', scopes[scope]],
      ['Before', consents[body.data]],
      ['Erased at, by the clock of the device (UTC)', timeOf(atS)],
      ['This protocol, by the clock of the computer (UTC)', writtenAt],
      ['Stored batches erased', String(count)],
    ]),
    '<h2>Instruction (Weisung)</h2>',
    htmlTable([
      ['Signed by', `${author}, ${role}, ${isoTime(issuedS)}`],
      ['Key', toHex(order.message.keyId)],
      ['Second signature, key', second === undefined ? 'none was needed' : toHex(second.keyId)],
      ['Reason', reason],
      ['SHA-256', toHex(instructionDigest(order.bytes))],
    ]),
    '<h2>What the device answered afterwards</h2>',
    htmlTable(rows.map(({ asked, answer }) => [asked, answer] as const)),
    '<h2>Proof</h2>',
    htmlTable([
      ['Receipt, signed by the device', toHex(receiptBytes)],
      ['Key it verifies with (Ed25519)', toHex(signKey)],
      [
        'Where that key is from',
        keyFrom === 'identity-file'
          ? 'written down at provisioning'
          : 'read from the device before the deletion',
      ],
      ['Journal, exported before', `${journal.file}, ${journalCount} entries`],
      ['Its SHA-256', journalDigest],
      ['Its head', toHex(journalHead)],
    ]),
    '<p>Place, date, signature: ______________________________</p>',
  ]);
}
