import { createHash } from 'node:crypto';

import { instructionDigest, toHex } from '@feierabend/protocol';

import type { Json } from '../output/event.ts';
import { htmlPage, htmlTable } from '../output/html-page.ts';
import { escapeMarkup } from '../output/markup.ts';
import { instructionFacts, isoTime } from '../signing/instruction-file.ts';
import { attestation, deletionWords, type ProtocolLanguage } from './deletion-words.ts';
import type { WipeProof, WipeRun } from './wipe-run.ts';

/** The same protocol twice: for machines, and for print. */
export interface DeletionProtocol {
  readonly json: Json;
  readonly html: string;
}

export function deletionProtocol(
  run: WipeRun,
  proof: WipeProof,
  language: ProtocolLanguage,
): DeletionProtocol {
  const facts: ProtocolFacts = {
    run,
    proof,
    writtenAt: isoTime(run.context.clock.unixS()),
    journalDigest: toHex(createHash('sha256').update(proof.journal.bytes).digest()),
  };
  return { json: protocolJson(facts), html: protocolPage(facts, language) };
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

function protocolPage(facts: ProtocolFacts, language: ProtocolLanguage): string {
  const words = deletionWords[language];
  const { run, proof, writtenAt, journalDigest } = facts;
  const { order, body, receipt, receiptBytes, rows, journal } = proof;
  const { atS, count, journalCount, journalHead } = receipt;
  const { author, role, reason, issuedS } = order.instruction;
  const second = order.message.countersignature;
  const said = (text: string) => words.said[text] ?? text;
  return htmlPage(
    words.title,
    [
      `<p><strong>${escapeMarkup(words.attestation)}</strong></p>`,
      htmlTable([
        [words.tenant, receipt.tenant],
        [words.device, receipt.device],
        [words.deleted, words.scopes[body.scope]],
        [words.before, words.consents[body.data]],
        [words.erasedAt, atS === undefined ? words.untrusted : isoTime(atS)],
        [words.writtenAt, writtenAt],
        [words.batches, String(count)],
      ]),
      `<h2>${words.order}</h2>`,
      htmlTable([
        [words.signedBy, `${author}, ${role}, ${isoTime(issuedS)}`],
        [words.key, toHex(order.message.keyId)],
        [words.secondKey, second === undefined ? words.noSecond : toHex(second.keyId)],
        [words.reason, reason],
        ['SHA-256', toHex(instructionDigest(order.bytes))],
      ]),
      `<h2>${words.answers}</h2>`,
      htmlTable(rows.map(({ asked, answer }) => [said(asked), said(answer)] as const)),
      `<h2>${words.proof}</h2>`,
      htmlTable([
        [words.receipt, toHex(receiptBytes)],
        [words.verifiesWith, toHex(run.signKey)],
        [words.keyFrom, words.keyFromWhere[run.keyFrom]],
        [words.journal, `${journal.file}, ${journalCount} ${words.entries}`],
        [words.journalDigest, journalDigest],
        [words.journalHead, toHex(journalHead)],
      ]),
      `<p>${words.signature}: ______________________________</p>`,
    ],
    language,
  );
}
