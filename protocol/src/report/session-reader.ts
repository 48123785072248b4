import { equalBytes } from '../bytes.ts';
import { cryptoEngine, type AesGcmKey } from '../crypto/engine.ts';
import { hpkeAuthOpen } from '../crypto/hpke.ts';
import { hpkePrivateKeyBytes, hpkePublicKeyOf } from '../crypto/hpke-kem.ts';
import { keyIdBytes } from '../crypto/key-id.ts';
import { UsageError } from '../errors.ts';
import { failed, ok, type Failed, type Result } from '../result.ts';
import {
  frameAad,
  frameKinds,
  isFrameOwner,
  SealedFrame,
  SealedHeader,
  sealNonce,
  sealTagBytes,
  SessionFrame,
  SessionHeader,
  sessionInfo,
  SessionSecret,
  StagedHeader,
  stagedNonce,
  type FrameOwner,
  type ReportStream,
} from './frame.ts';
import type { CounterSet } from './counter-set.ts';
import { unpad } from './padding.ts';
import { decodeReaderState, encodeReaderState } from './session-state.ts';
import { SessionStore, type KnownSession } from './session-store.ts';

/** Where a frame came from, as its topic says. */
export interface FrameOrigin extends FrameOwner {
  readonly stream: ReportStream;
}

export interface OpenedSession {
  readonly kind: 'session';
  readonly sessionId: Uint8Array;
  readonly policyDigest: Uint8Array;
  readonly startedS: number;
  /**
   * The session was known already: the link delivered the frame twice, or the device announced it
   * again.
   */
  readonly duplicate: boolean;
}

export interface OpenedSealed {
  readonly kind: 'sealed';
  /** Without the padding. */
  readonly plaintext: Uint8Array;
  readonly counter: number;
  readonly sessionId: Uint8Array;
  /** Digest of the policy the session is under. */
  readonly policyDigest: Uint8Array;
  /**
   * A single record that power cut off from its batch; `counter`, and whether it is late, count
   * such records alone.
   */
  readonly staged: boolean;
  /** A frame that was sealed after this one has been opened before it. */
  readonly isLate: boolean;
  /**
   * Frames of the session, on any stream, that were sealed before the newest one opened and have not
   * been opened themselves: late, or lost.
   */
  readonly missing: number;
}

export type OpenedFrame = OpenedSession | OpenedSealed;

export interface SessionReaderOptions {
  /** 32 bytes. */
  readonly recipientPrivateKey: Uint8Array;
  /** 8 bytes, see `keyIdOf`. */
  readonly recipientKeyId: Uint8Array;
  /**
   * The device's HPKE key, 65 bytes, learnt at provisioning; undefined for a device that is not
   * ours.
   */
  readonly devicePublicKey: (tenant: string, device: string) => Uint8Array | undefined;
  /**
   * Sessions remembered per device, 512 unless told. The one started longest ago is forgotten
   * first.
   */
  readonly sessionsMax?: number;
}

const sessionsMaxDefault = 512;

/**
 * The recipient's half. Keeps the sessions of all devices in memory, and which frames of them were
 * opened, so that a frame opens once: over restarts with {@link SessionReader.resume}.
 */
export class SessionReader {
  readonly #options: SessionReaderOptions;
  #store: SessionStore;
  /** Keys at work, for as long as their sessions are remembered. */
  readonly #ciphers = new WeakMap<KnownSession, AesGcmKey>();

  /** Throws UsageError SESSION_OPTIONS for a wrong length, HPKE_KEY for bytes that are no key. */
  constructor(options: SessionReaderOptions) {
    if (
      options.recipientPrivateKey.length !== hpkePrivateKeyBytes ||
      options.recipientKeyId.length !== keyIdBytes
    ) {
      throw new UsageError({
        code: 'SESSION_OPTIONS',
        expected: `a private key of ${hpkePrivateKeyBytes} bytes and a key id of ${keyIdBytes}`,
        came: 'the lengths were others',
        next: 'correct the options',
      });
    }
    // Throws for bytes that are no scalar of the curve, so that {@link open} never has to.
    hpkePublicKeyOf(options.recipientPrivateKey);
    this.#options = options;
    this.#store = new SessionStore(options.sessionsMax ?? sessionsMaxDefault);
  }

  /**
   * Goes on where a recipient stopped that has said what it knew ({@link SessionReader.state}). Throws
   * as the constructor does; fault SESSION_STATE for bytes that are no such state, or another key's.
   */
  static resume(options: SessionReaderOptions, state: Uint8Array): Result<SessionReader> {
    const reader = new SessionReader(options);
    const devices = decodeReaderState(state, options.recipientKeyId);
    if (!devices.ok) return devices;
    reader.#store = new SessionStore(options.sessionsMax ?? sessionsMaxDefault, devices.value);
    return ok(reader);
  }

  /**
   * What has to outlive the process, so that a replay stays one: sessions, and which of their frames
   * were opened. Written before the opened frames are used, nothing is used twice; written after, nothing
   * is lost. It opens every session in it, and is to be kept like the private key.
   */
  state(): Uint8Array {
    return encodeReaderState(this.#options.recipientKeyId, this.#store.devices);
  }

  /**
   * Opens a frame of either kind. Never throws. Faults: REPORT_FRAME (no frame), REPORT_DEVICE (not
   * ours), REPORT_RECIPIENT (session for somebody else), REPORT_SEAL (not authentic, or of another
   * tenant, device or stream), REPORT_SESSION (its session frame has not come), REPORT_SESSION_OLD,
   * REPORT_SESSION_CONFLICT, REPORT_REPLAY (duplicate: opened before), PADDING_INVALID.
   */
  open(frame: Uint8Array, origin: FrameOrigin): Result<OpenedFrame> {
    const devicePublicKey = isFrameOwner(origin)
      ? this.#options.devicePublicKey(origin.tenant, origin.device)
      : undefined;
    if (devicePublicKey === undefined) return faults.device();
    if (frame[0] === frameKinds.session) return this.#openSession(frame, origin, devicePublicKey);
    if (frame[0] === frameKinds.sealed) return this.#openSealed(frame, origin);
    if (frame[0] === frameKinds.staged && origin.stream === 'report') {
      return this.#openStaged(frame, origin);
    }
    return faults.frame(frame.length === 0 ? 'it was empty' : 'its kind was unknown');
  }

  #openSession(
    bytes: Uint8Array,
    owner: FrameOwner,
    devicePublicKey: Uint8Array,
  ): Result<OpenedSession> {
    const frame = SessionFrame.decode(bytes);
    if (!frame.ok || frame.value.bytesRead !== bytes.length) {
      return faults.frame(`a session frame came with ${bytes.length} bytes`);
    }
    const { header, enc, ciphertext } = frame.value.value;
    if (!equalBytes(header.recipientKeyId, this.#options.recipientKeyId)) return faults.recipient();
    const opened = hpkeAuthOpen({
      enc,
      recipientPrivateKey: this.#options.recipientPrivateKey,
      senderPublicKey: devicePublicKey,
      info: sessionInfo,
      aad: frameAad(owner, bytes.subarray(0, SessionHeader.sizeBytes)),
      ciphertext,
    });
    if (!opened.ok) return faults.seal();
    const secret = SessionSecret.decode(opened.value);
    if (!secret.ok) return faults.frame('its content was no session');
    const { sessionId } = header;
    const { key, policyDigest, startedS } = secret.value.value;
    const added = this.#store.add(owner, { sessionId, key, policyDigest, startedS });
    if (added === 'conflict') return faults.conflict();
    if (added === 'forgotten') return faults.old();
    const duplicate = added === 'known';
    return ok({ kind: 'session', sessionId, policyDigest, startedS, duplicate });
  }

  #openSealed(bytes: Uint8Array, origin: FrameOrigin): Result<OpenedSealed> {
    const frame = SealedFrame.decode(bytes);
    if (!frame.ok) return tooShort(bytes);
    const { counter, sessionTag } = frame.value.value.header;
    return this.#openWith(bytes, origin, {
      sessionTag,
      counter,
      nonce: sealNonce(origin.stream, counter),
      seenOf: ({ seen }) => seen,
    });
  }

  #openStaged(bytes: Uint8Array, origin: FrameOrigin): Result<OpenedSealed> {
    const header = StagedHeader.decode(bytes);
    if (!header.ok) return tooShort(bytes);
    const { counter, sessionTag } = header.value.value;
    return this.#openWith(bytes, origin, {
      sessionTag,
      counter,
      nonce: stagedNonce(counter),
      seenOf: ({ seenStaged }) => seenStaged,
    });
  }

  #openWith(bytes: Uint8Array, origin: FrameOrigin, parts: SealedParts): Result<OpenedSealed> {
    const ciphertext = bytes.subarray(SealedHeader.sizeBytes);
    if (ciphertext.length < sealTagBytes) return tooShort(bytes);
    const sessions = this.#store.withTag(origin, parts.sessionTag);
    if (sessions.length === 0) return faults.session();
    const aad = frameAad(origin, bytes.subarray(0, SealedHeader.sizeBytes));
    for (const session of sessions) {
      const sealed = { nonce: parts.nonce, aad, sealed: ciphertext };
      const padded = this.#cipherOf(session).decrypt(sealed);
      if (padded !== undefined) return accept(session, parts, padded);
    }
    return faults.seal();
  }

  #cipherOf(session: KnownSession): AesGcmKey {
    let cipher = this.#ciphers.get(session);
    if (cipher === undefined) {
      cipher = cryptoEngine().aesGcmKey(session.key);
      this.#ciphers.set(session, cipher);
    }
    return cipher;
  }
}

/** What tells the two kinds of sealed frames apart. */
interface SealedParts {
  readonly sessionTag: Uint8Array;
  readonly counter: number;
  readonly nonce: Uint8Array;
  readonly seenOf: (session: KnownSession) => CounterSet;
}

function tooShort(bytes: Uint8Array): Failed {
  return faults.frame(`a sealed frame came with ${bytes.length} bytes`);
}

function accept(
  session: KnownSession,
  { counter, seenOf }: SealedParts,
  padded: Uint8Array,
): Result<OpenedSealed> {
  // After the seal was checked, so that nobody else can use up a counter.
  const counters = seenOf(session);
  const isLate = counter < counters.highest;
  if (!counters.add(counter)) return faults.replay();
  const plaintext = unpad(padded);
  if (!plaintext.ok) return plaintext;
  const { sessionId, policyDigest, seen } = session;
  return ok({
    kind: 'sealed',
    plaintext: plaintext.value,
    counter,
    sessionId,
    policyDigest,
    staged: counters !== seen,
    isLate,
    missing: seen.missing,
  });
}

const faults = {
  frame: (came: string) =>
    fault('REPORT_FRAME', 'a session frame or a sealed frame', came, 'check the protocol version'),
  device: () =>
    fault(
      'REPORT_DEVICE',
      'a frame of a device whose key is known',
      'the device of this topic is not among them',
      'add the key that the device showed when it was provisioned',
    ),
  recipient: () =>
    fault(
      'REPORT_RECIPIENT',
      'a session frame for this recipient',
      'it was for another one',
      'leave it to the recipient it names',
    ),
  seal: () =>
    fault(
      'REPORT_SEAL',
      'a frame sealed by the device of this topic, for this stream',
      'its seal did not match',
      'check the key of the device, and who may publish on its topics',
    ),
  session: () =>
    fault(
      'REPORT_SESSION',
      'a sealed frame of a session that was announced',
      'no session frame with its tag has come',
      'keep the frame until its session frame comes',
    ),
  old: () =>
    fault(
      'REPORT_SESSION_OLD',
      'a session newer than those already forgotten',
      'it was older',
      'raise the number of sessions to remember, if this is no replay',
    ),
  conflict: () =>
    fault(
      'REPORT_SESSION_CONFLICT',
      'a session id that is used once',
      'the device gave it another key',
      'check the random source of the device',
    ),
  replay: () =>
    fault(
      'REPORT_REPLAY',
      'a frame that was not opened before',
      'its counter was seen already',
      'drop it as a duplicate',
    ),
};

function fault(code: string, expected: string, came: string, next: string): Failed {
  return failed({ code, expected, came, next });
}
