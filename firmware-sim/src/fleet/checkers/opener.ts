import {
  decodeBatch,
  decodeCorrection,
  decodeJournalPage,
  isCorrection,
  isReceipt,
  keyIdOf,
  SessionFrame,
  SessionReader,
  toHex,
  type OpenedSealed,
  type ReportStream,
} from '@feierabend/protocol';

import type { Opened, OpenedFrame, Subject } from './checker.ts';

/** The controller's side for one device. */
export class Opener {
  readonly #reader: SessionReader;
  readonly #subject: Subject;

  constructor(subject: Subject) {
    this.#subject = subject;
    this.#reader = new SessionReader({
      recipientPrivateKey: subject.recipient.privateKey,
      recipientKeyId: keyIdOf(subject.recipient.publicKey),
      devicePublicKey: (tenant, device) =>
        tenant === subject.tenant && device === subject.device ? subject.sealKey : undefined,
    });
  }

  /** Undefined for a session that is sealed to another recipient whom the policy names. */
  open(stream: ReportStream, payload: Uint8Array): Opened | undefined {
    const { tenant, device, recipients } = this.#subject;
    const opened = this.#reader.open(payload, { tenant, device, stream });
    if (!opened.ok) {
      const { code } = opened.fault;
      if (code === 'REPORT_REPLAY') return { kind: 'repeated' };
      if (code !== 'REPORT_RECIPIENT') return { kind: 'unopened', fault: opened.fault };
      const frame = SessionFrame.decode(payload);
      const keyId = frame.ok ? toHex(frame.value.value.header.recipientKeyId) : '';
      return recipients.has(keyId) ? undefined : { kind: 'foreign', keyId };
    }
    if (opened.value.kind === 'sealed') return read(stream, opened.value);
    const { policyDigest, startedS, duplicate } = opened.value;
    if (duplicate) return { kind: 'repeated' };
    return { kind: 'session', policy: toHex(policyDigest), startedS };
  }
}

function read(stream: ReportStream, sealed: OpenedSealed): Opened {
  const { plaintext, sessionId, counter, staged, policyDigest } = sealed;
  const frame: OpenedFrame = {
    stream,
    session: toHex(sessionId),
    counter,
    staged,
    policy: toHex(policyDigest),
    plaintext,
  };
  if (stream === 'journal' && isReceipt(plaintext)) {
    return { kind: 'receipt', receipt: plaintext, ...frame };
  }
  if (stream === 'event' && isCorrection(plaintext)) {
    const correction = decodeCorrection(plaintext);
    return correction.ok
      ? { kind: 'correction', correction: correction.value, ...frame }
      : { kind: 'unopened', fault: correction.fault };
  }
  if (stream === 'journal') {
    const page = decodeJournalPage(plaintext);
    return page.ok
      ? { kind: 'journal', page: page.value, ...frame }
      : { kind: 'unopened', fault: page.fault };
  }
  const batch = decodeBatch(plaintext);
  return batch.ok
    ? { kind: 'records', records: batch.value, ...frame }
    : { kind: 'unopened', fault: batch.fault };
}
