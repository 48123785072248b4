import { describe, expect, it } from 'vitest';

import vectors from '../../vectors/report.json' with { type: 'json' };
import { fromHex, toHex } from '../bytes.ts';
import { hpkePublicKeyOf } from '../crypto/hpke-kem.ts';
import { keyIdOf } from '../crypto/key-id.ts';
import { decodeBatch, encodeBatch } from './batch-codec.ts';
import type { ReportStream } from './frame.ts';
import { padToStep, unpad } from './padding.ts';
import { coarsen, type FineFix } from './precision.ts';
import type { TrackerRecord } from './records.ts';
import { SessionReader } from './session-reader.ts';
import { SealingSession } from './session.ts';

function hex(text: string): Uint8Array {
  const bytes = fromHex(text);
  if (bytes === undefined) throw new TypeError(`no hexadecimal: ${text}`);
  return bytes;
}

describe('The vectors of batches', () => {
  it.each(vectors.batch.accepts)('code $name', (vector) => {
    const records = vector.records as TrackerRecord[];
    expect(toHex(encodeBatch(records))).toBe(vector.hex);
    expect(decodeBatch(hex(vector.hex))).toEqual({ ok: true, value: records });
  });

  it.each(vectors.batch.rejects)('refuse $name', (vector) => {
    expect(decodeBatch(hex(vector.hex))).toMatchObject({ ok: false, fault: { code: vector.code } });
  });
});

describe('The vectors of padding', () => {
  it.each(vectors.padding.accepts)('pad $name', (vector) => {
    expect(toHex(padToStep(hex(vector.plain)))).toBe(vector.padded);
    expect(unpad(hex(vector.padded))).toEqual({ ok: true, value: hex(vector.plain) });
  });

  it.each(vectors.padding.rejects)('refuse $name', (vector) => {
    expect(unpad(hex(vector.hex))).toMatchObject({ ok: false, fault: { code: vector.code } });
  });
});

describe('The vectors of precision', () => {
  it.each(vectors.precision.accepts)('coarsen $name', ({ fine, precisionM, fix }) => {
    expect(coarsen(fine satisfies FineFix, precisionM).fix).toEqual(fix);
  });
});

describe('The vectors of frames', () => {
  const { keys, session, accepts, rejects, staged } = vectors.frames;
  const topic = { tenant: session.tenant, device: session.device };

  /** A recipient that has opened the session frame. */
  function reader(): SessionReader {
    const made = new SessionReader({
      recipientPrivateKey: hex(keys.recipientPrivateKey),
      recipientKeyId: hex(keys.recipientKeyId),
      devicePublicKey: (tenant) =>
        tenant === session.tenant ? hex(keys.devicePublicKey) : undefined,
    });
    const opened = made.open(hex(session.frame), { ...topic, stream: 'report' });
    expect(opened).toMatchObject({
      ok: true,
      value: {
        sessionId: hex(session.sessionId),
        policyDigest: hex(session.policyDigest),
        startedS: session.startedS,
      },
    });
    return made;
  }

  it('name keys that belong together', () => {
    expect(toHex(hpkePublicKeyOf(hex(keys.devicePrivateKey)))).toBe(keys.devicePublicKey);
    expect(toHex(hpkePublicKeyOf(hex(keys.recipientPrivateKey)))).toBe(keys.recipientPublicKey);
    expect(toHex(keyIdOf(hex(keys.recipientPublicKey)))).toBe(keys.recipientKeyId);
  });

  it('seal the session frame and every frame after it', () => {
    const sealing = SealingSession.create({
      ...topic,
      sessionId: hex(session.sessionId),
      sessionKey: hex(session.sessionKey),
      policyDigest: hex(session.policyDigest),
      startedS: session.startedS,
    });
    const recipient = {
      keyId: hex(keys.recipientKeyId),
      publicKey: hex(keys.recipientPublicKey),
    };
    const frame = sealing.sealFor(
      recipient,
      hex(keys.devicePrivateKey),
      hex(keys.ephemeralPrivateKey),
    );
    expect(toHex(frame)).toBe(session.frame);
    for (const vector of accepts) {
      const sealed = sealing.seal(vector.stream as ReportStream, hex(vector.plaintext));
      expect(toHex(sealed)).toBe(vector.frame);
    }
  });

  it.each(accepts)('open $name', (vector) => {
    const from = { ...topic, stream: vector.stream as ReportStream };
    expect(reader().open(hex(vector.frame), from)).toMatchObject({
      ok: true,
      value: { plaintext: hex(vector.plaintext), counter: vector.counter },
    });
  });

  it.each(rejects)('refuse $name', (vector) => {
    const recipient = reader();
    const from = {
      tenant: vector.tenant,
      device: vector.device,
      stream: vector.stream as ReportStream,
    };
    for (const earlier of vector.after) recipient.open(hex(earlier), from);
    const opened = recipient.open(hex(vector.frame), from);
    expect(opened).toMatchObject({ ok: false, fault: { code: vector.code } });
  });

  it.each(staged.accepts)('open a staged record: $name', ({ frame, plaintext, counter }) => {
    expect(reader().open(hex(frame), { ...topic, stream: 'report' })).toMatchObject({
      ok: true,
      value: { plaintext: hex(plaintext), counter, staged: true },
    });
  });

  it('stage the same records again', () => {
    const sealing = SealingSession.create({
      ...topic,
      sessionId: hex(session.sessionId),
      sessionKey: hex(session.sessionKey),
      policyDigest: hex(session.policyDigest),
      startedS: session.startedS,
    });
    for (const { plaintext, frame } of staged.accepts) {
      expect(toHex(sealing.stage(hex(plaintext)))).toBe(frame);
    }
  });

  it.each(staged.rejects)('refuse $name', ({ frame, stream, code }) => {
    const from = { ...topic, stream: stream as ReportStream };
    expect(reader().open(hex(frame), from)).toMatchObject({ ok: false, fault: { code } });
  });
});
