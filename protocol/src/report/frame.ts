import { concatBytes } from '../bytes.ts';
import { hpkePublicKeyBytes } from '../crypto/hpke-kem.ts';
import { keyIdBytes } from '../crypto/key-id.ts';
import { bytes, literal, nested, putUint, rest, u32, u8 } from '../schema/fields.ts';
import { struct } from '../schema/struct.ts';

/**
 * What a sealed frame carries; part of the nonce, so that a frame moved to another channel does not
 * open.
 */
export const reportStreams = { report: 1, event: 2, journal: 3 } as const;
export type ReportStream = keyof typeof reportStreams;

/** First byte of a frame. */
export const frameKinds = { session: 1, sealed: 2, staged: 3 } as const;

export const sessionIdBytes = 8;
export const sessionKeyBytes = 16;
export const policyDigestBytes = 32;
/** The part of the session id that sealed frames repeat. */
export const sessionTagBytes = 4;
/** Authentication tag of AES-GCM, at the end of every ciphertext. */
export const sealTagBytes = 16;

const text = new TextEncoder();

/** HPKE `info` of every session frame. */
export const sessionInfo: Uint8Array = text.encode('feierabend/1 session');

/** What a session frame tells its recipient, before sealing. */
export const SessionSecret = struct('SessionSecret', 'big', {
  key: bytes(sessionKeyBytes, 'AES-128 key of the session'),
  policyDigest: bytes(policyDigestBytes, 'SHA-256 of the compiled policy the session is under'),
  startedS: u32('Unix time at which the session was opened'),
});

/** The clear part of a session frame; authenticated. */
export const SessionHeader = struct('SessionHeader', 'big', {
  kind: literal(u8, frameKinds.session, 'session frame'),
  sessionId: bytes(sessionIdBytes, 'names the session; never used twice by a device'),
  recipientKeyId: bytes(keyIdBytes, "first bytes of the SHA-256 of the recipient's public key"),
});

export const SessionFrame = struct('SessionFrame', 'big', {
  header: nested(SessionHeader, 'clear, authenticated'),
  enc: bytes(hpkePublicKeyBytes, 'ephemeral public key (HPKE)'),
  ciphertext: bytes(SessionSecret.sizeBytes + sealTagBytes, 'SessionSecret and its tag'),
});

/** The clear part of a sealed frame; authenticated. */
export const SealedHeader = struct('SealedHeader', 'big', {
  kind: literal(u8, frameKinds.sealed, 'sealed frame'),
  sessionTag: bytes(sessionTagBytes, 'first bytes of the session id'),
  counter: u32('frames sealed before this one in the session, over all streams'),
});

export const SealedFrame = struct('SealedFrame', 'big', {
  header: nested(SealedHeader, 'clear, authenticated'),
  ciphertext: rest('padded plaintext and its tag'),
});

/** The clear part of a staged frame; authenticated. The rest is as in a sealed frame. */
export const StagedHeader = struct('StagedHeader', 'big', {
  kind: literal(u8, frameKinds.staged, 'staged frame'),
  sessionTag: bytes(sessionTagBytes, 'first bytes of the session id'),
  counter: u32('records staged before this one in the session'),
});

/** The session a frame of any kind names, as a number: they all begin with their kind and the first bytes of its id. */
export function sessionTagOf(frame: Uint8Array): number {
  let tag = 0;
  for (const byte of frame.subarray(1, 1 + sessionTagBytes)) tag = tag * 256 + byte;
  return tag;
}

/** Whose frame it is: taken from the topic it came on, and authenticated by the seal. */
export interface FrameOwner {
  readonly tenant: string;
  readonly device: string;
}

/** Whether the names can be told apart in the authenticated data, where a zero byte ends each. */
export function isFrameOwner(owner: FrameOwner): boolean {
  return [owner.tenant, owner.device].every((name) => name !== '' && !name.includes('\0'));
}

/** What the authenticated data of every frame of an owner begins with: tenant, zero, device, zero. */
export function ownerAad(owner: FrameOwner): Uint8Array {
  return text.encode(`${owner.tenant}\0${owner.device}\0`);
}

/** Additional authenticated data: the owner's, and the clear part of the frame. */
export function frameAad(owner: FrameOwner, header: Uint8Array): Uint8Array {
  return concatBytes(ownerAad(owner), header);
}

/** AES-GCM nonce of a sealed frame: stream, seven zeros, counter. */
export function sealNonce(stream: ReportStream, counter: number): Uint8Array {
  return nonceOf(reportStreams[stream], 0, counter);
}

/** AES-GCM nonce of a staged frame: the stream `report`, one, six zeros, counter. */
export function stagedNonce(counter: number): Uint8Array {
  return nonceOf(reportStreams.report, 1, counter);
}

function nonceOf(stream: number, staged: number, counter: number): Uint8Array {
  const nonce = new Uint8Array(12);
  nonce[0] = stream;
  nonce[1] = staged;
  putUint({ bytes: nonce, at: 8, littleEndian: false }, counter, 4);
  return nonce;
}
