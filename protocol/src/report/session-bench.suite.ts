import { deriveKeyPair, type HpkeKeyPair } from '../crypto/hpke-kem.ts';
import { keyIdOf } from '../crypto/key-id.ts';
import { SessionReader, type FrameOrigin, type SessionReaderOptions } from './session-reader.ts';
import { SealingSession, type SealingSessionOptions } from './session.ts';

export const deviceKeys: HpkeKeyPair = keysOf(1);
export const recipientKeys: HpkeKeyPair = keysOf(2);
export const origin: FrameOrigin = { tenant: 'acme', device: 'van-7', stream: 'report' };

/** Keys that stand for a number. */
export function keysOf(seed: number): HpkeKeyPair {
  return deriveKeyPair(new Uint8Array(32).fill(seed));
}

export function aSession(parts: Partial<SealingSessionOptions> = {}): SealingSession {
  return SealingSession.create({
    tenant: origin.tenant,
    device: origin.device,
    sessionId: new Uint8Array(8).fill(0x51),
    sessionKey: new Uint8Array(16).fill(0x5e),
    policyDigest: new Uint8Array(32).fill(0xd1),
    startedS: 1_796_000_000,
    ...parts,
  });
}

/** The session frame for a recipient, with an ephemeral key that stands for a number. */
export function announce(
  session: SealingSession,
  keys: HpkeKeyPair = recipientKeys,
  ephemeralSeed = 100,
): Uint8Array {
  const { publicKey } = keys;
  const ephemeral = keysOf(ephemeralSeed).privateKey;
  return session.sealFor(
    { keyId: keyIdOf(publicKey), publicKey },
    deviceKeys.privateKey,
    ephemeral,
  );
}

export function aReader(
  keys: HpkeKeyPair = recipientKeys,
  parts: Partial<SessionReaderOptions> = {},
): SessionReader {
  return new SessionReader({
    recipientPrivateKey: keys.privateKey,
    recipientKeyId: keyIdOf(keys.publicKey),
    devicePublicKey: (tenant, device) =>
      tenant === 'acme' && (device === 'van-7' || device === 'van-8')
        ? deviceKeys.publicKey
        : undefined,
    ...parts,
  });
}
