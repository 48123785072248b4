import { deriveKeyPair, hpkePublicKeyOf } from '../src/crypto/hpke-kem.ts';
import { keyIdOf } from '../src/crypto/key-id.ts';
import { decodeBatch, encodeBatch } from '../src/report/batch-codec.ts';
import type { FixRecord } from '../src/report/records.ts';
import { SessionReader } from '../src/report/session-reader.ts';
import { SealingSession } from '../src/report/session.ts';
import type { Peer, PlainFix } from './peers/peer.ts';

/** Only fixes went in, and the comparison looks at what came out. */
function read(bytes: Uint8Array): PlainFix[] {
  const records = decodeBatch(bytes);
  return records.ok ? (records.value as FixRecord[]) : [];
}

/** The batch alone: no tag, no padding. */
export const plain: Peer = {
  name: 'ours, batch',
  encode: (fixes) => encodeBatch(fixes.map((fix) => ({ kind: 'fix', ...fix }))),
  decode: read,
};

const origin = { tenant: 'acme', device: 'van-7', stream: 'report' } as const;
const { privateKey } = deriveKeyPair(new Uint8Array(32).fill(2));
const recipient = { publicKey: hpkePublicKeyOf(privateKey) };
const keyId = keyIdOf(recipient.publicKey);
const deviceKey = deriveKeyPair(new Uint8Array(32).fill(1));

/** Padded and sealed, as it lies in flash and goes over the wire. A new session for every round. */
export function sealed(): Peer {
  const session = SealingSession.create({
    tenant: origin.tenant,
    device: origin.device,
    sessionId: new Uint8Array(8).fill(3),
    sessionKey: new Uint8Array(16).fill(4),
    policyDigest: new Uint8Array(32).fill(5),
    startedS: 1_795_593_600,
  });
  const reader = new SessionReader({
    recipientPrivateKey: privateKey,
    recipientKeyId: keyId,
    devicePublicKey: () => deviceKey.publicKey,
  });
  const ephemeral = deriveKeyPair(new Uint8Array(32).fill(6)).privateKey;
  reader.open(session.sealFor({ keyId, ...recipient }, deviceKey.privateKey, ephemeral), origin);
  return {
    name: 'ours, sealed frame',
    encode: (fixes) => session.seal('report', plain.encode(fixes)),
    decode(bytes) {
      const opened = reader.open(bytes, origin);
      return opened.ok && opened.value.kind === 'sealed' ? read(opened.value.plaintext) : [];
    },
  };
}
