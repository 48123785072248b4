import { cryptoEngine, type AesGcmKey } from '../crypto/engine.ts';
import { hpkeAuthSeal } from '../crypto/hpke.ts';
import { keyIdBytes } from '../crypto/key-id.ts';
import { concatBytes } from '../bytes.ts';
import { UsageError } from '../errors.ts';
import { bytes, u32, u64 } from '../schema/fields.ts';
import { struct } from '../schema/struct.ts';
import {
  frameAad,
  isFrameOwner,
  ownerAad,
  policyDigestBytes,
  SealedHeader,
  sealNonce,
  SessionFrame,
  SessionHeader,
  sessionIdBytes,
  sessionInfo,
  sessionKeyBytes,
  SessionSecret,
  sessionTagBytes,
  StagedHeader,
  stagedNonce,
  type FrameOwner,
  type ReportStream,
} from './frame.ts';
import { padToStep, stagedSteps } from './padding.ts';

export interface SealingSessionOptions extends FrameOwner {
  /** 8 bytes, never used twice by a device. */
  readonly sessionId: Uint8Array;
  /**
   * 16 secret bytes, fresh for every session and kept in RAM only: the counter starts at zero in
   * each.
   */
  readonly sessionKey: Uint8Array;
  /** 32 bytes: digest of the policy that governs what this session seals. */
  readonly policyDigest: Uint8Array;
  readonly startedS: number;
}

export interface SessionRecipient {
  /** 8 bytes, see `keyIdOf`. */
  readonly keyId: Uint8Array;
  /** 65 bytes, uncompressed P-256. */
  readonly publicKey: Uint8Array;
}

const counterMax = 0xffff_ffff;

const PackedSession = struct('PackedSession', 'big', {
  key: bytes(sessionKeyBytes, 'AES-128 key of the session'),
  sessionId: bytes(sessionIdBytes, 'names the session'),
  startedS: u32('Unix time at which it was opened'),
  counter: u64('frames sealed so far'),
  stagedCounter: u64('records staged so far'),
});

/** The device's half: seals under a key that is gone once the session is closed. */
export class SealingSession {
  readonly #owner: FrameOwner;
  readonly #ownerAad: Uint8Array;
  readonly #sessionId: Uint8Array;
  readonly #policyDigest: Uint8Array;
  readonly #startedS: number;
  #key: Uint8Array | undefined;
  #cipher: AesGcmKey | undefined;
  #counter = 0;
  #stagedCounter = 0;

  private constructor(options: SealingSessionOptions) {
    this.#owner = { tenant: options.tenant, device: options.device };
    this.#ownerAad = ownerAad(this.#owner);
    this.#sessionId = options.sessionId.slice();
    this.#policyDigest = options.policyDigest.slice();
    this.#startedS = options.startedS;
    this.#key = options.sessionKey.slice();
  }

  /** Throws UsageError SESSION_OPTIONS for a size, time or name that does not fit the frame. */
  static create(options: SealingSessionOptions): SealingSession {
    requireBytes('session id', options.sessionId, sessionIdBytes);
    requireBytes('session key', options.sessionKey, sessionKeyBytes);
    requireBytes('policy digest', options.policyDigest, policyDigestBytes);
    const { startedS } = options;
    if (!Number.isInteger(startedS) || startedS < 0 || startedS > 0xffff_ffff) {
      throw unfit('a start in whole Unix seconds of 32 bits', 'the value was outside of that');
    }
    if (!isFrameOwner(options)) {
      throw unfit('names of tenant and device without zero characters', 'one was empty or had one');
    }
    return new SealingSession(options);
  }

  get isClosed(): boolean {
    return this.#key === undefined;
  }

  /** An open session in as few bytes as it can be: its secret key, too, so these are for RAM only. */
  pack(): Uint8Array {
    const own = {
      key: this.#openKey(),
      sessionId: this.#sessionId,
      startedS: this.#startedS,
      counter: this.#counter,
      stagedCounter: this.#stagedCounter,
    };
    return PackedSession.encode(own);
  }

  /** The session that {@link pack} packed; only one of the two may seal from here on, or nonces come twice. */
  static unpack(
    packed: Uint8Array,
    of: FrameOwner & Pick<SealingSessionOptions, 'policyDigest'>,
  ): SealingSession {
    const read = PackedSession.decode(packed);
    if (!read.ok) throw unfit('bytes that a session was packed into', 'they were others');
    const { key, counter, stagedCounter, ...same } = read.value.value;
    const session = SealingSession.create({ ...of, ...same, sessionKey: key });
    session.#counter = counter;
    session.#stagedCounter = stagedCounter;
    return session;
  }

  /** Frames sealed so far, which is also the counter of the next one. */
  get sealedCount(): number {
    return this.#counter;
  }

  /**
   * The session frame: tells one recipient the key, the policy digest and the start, authenticated
   * as this device. `ephemeralPrivateKey` is fresh for each call (`deriveKeyPair` makes one of 32
   * random bytes).
   */
  sealFor(
    recipient: SessionRecipient,
    deviceSealKey: Uint8Array,
    ephemeralPrivateKey: Uint8Array,
  ): Uint8Array {
    const key = this.#openKey();
    requireBytes('recipient key id', recipient.keyId, keyIdBytes);
    const header = { sessionId: this.#sessionId, recipientKeyId: recipient.keyId };
    const { enc, ciphertext } = hpkeAuthSeal({
      recipientPublicKey: recipient.publicKey,
      senderPrivateKey: deviceSealKey,
      ephemeralPrivateKey,
      info: sessionInfo,
      aad: frameAad(this.#owner, SessionHeader.encode(header)),
      plaintext: SessionSecret.encode({
        key,
        policyDigest: this.#policyDigest,
        startedS: this.#startedS,
      }),
    });
    return SessionFrame.encode({ header, enc, ciphertext });
  }

  /**
   * A sealed frame. Pads the plaintext to the steps of padding.ts first, so that no caller can
   * forget to; the reader removes the padding again.
   */
  seal(stream: ReportStream, plaintext: Uint8Array): Uint8Array {
    const cipher = this.#openCipher();
    const counter = this.#counter;
    if (counter > counterMax) {
      throw unfit('fewer than 2^32 frames in a session', 'all were used', 'open a new session');
    }
    const sessionTag = this.#sessionId.subarray(0, sessionTagBytes);
    const header = SealedHeader.encode({ sessionTag, counter });
    // Before sealing: whatever happens then, no nonce is used twice.
    this.#counter += 1;
    const ciphertext = cipher.encrypt({
      nonce: sealNonce(stream, counter),
      aad: concatBytes(this.#ownerAad, header),
      plaintext: padToStep(plaintext),
    });
    return concatBytes(header, ciphertext);
  }

  /**
   * A staged frame: one batch of a single record, sealed at once so that it can lie in flash until the
   * batch it belongs to is stored. It is sent only when power ended before that.
   */
  stage(plaintext: Uint8Array): Uint8Array {
    const cipher = this.#openCipher();
    const counter = this.#stagedCounter;
    if (counter > counterMax) {
      throw unfit('fewer than 2^32 records in a session', 'all were used', 'open a new session');
    }
    const sessionTag = this.#sessionId.subarray(0, sessionTagBytes);
    const header = StagedHeader.encode({ sessionTag, counter });
    this.#stagedCounter += 1;
    const ciphertext = cipher.encrypt({
      nonce: stagedNonce(counter),
      aad: concatBytes(this.#ownerAad, header),
      plaintext: padToStep(plaintext, stagedSteps),
    });
    return concatBytes(header, ciphertext);
  }

  /** Wipes the key. From here on the device cannot seal, and cannot read what it sealed. */
  close(): void {
    this.#key?.fill(0);
    this.#key = undefined;
    this.#cipher?.wipe();
    this.#cipher = undefined;
  }

  #openCipher(): AesGcmKey {
    const key = this.#openKey();
    this.#cipher ??= cryptoEngine().aesGcmKey(key);
    return this.#cipher;
  }

  #openKey(): Uint8Array {
    if (this.#key !== undefined) return this.#key;
    throw new UsageError({
      code: 'SESSION_CLOSED',
      expected: 'an open session',
      came: 'it was closed and its key is gone',
      next: 'open a new session with a fresh key',
    });
  }
}

function requireBytes(what: string, given: Uint8Array, length: number): void {
  if (given.length === length) return;
  throw unfit(`a ${what} of ${length} bytes`, `it had ${given.length}`);
}

function unfit(expected: string, came: string, next = 'correct the options'): UsageError {
  return new UsageError({ code: 'SESSION_OPTIONS', expected, came, next });
}
