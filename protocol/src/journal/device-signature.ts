import { concatBytes } from '../bytes.ts';
import { cryptoEngine } from '../crypto/engine.ts';

/**
 * What a device signs with its own key is never the bare statement: a label goes in front, ended by
 * a zero byte, so that the signature means nothing in another place.
 */
export interface DeviceStatement {
  readonly label: string;
  /** Deterministic CBOR. */
  readonly bytes: Uint8Array;
}

/** Ed25519; the key is the device's seed of 32 bytes. */
export function signStatement(statement: DeviceStatement, privateKey: Uint8Array): Uint8Array {
  return cryptoEngine().ed25519Sign(signedBytes(statement), privateKey);
}

/** False as well when key or signature are none. Never throws. */
export function verifyStatement(
  statement: DeviceStatement,
  signature: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  return cryptoEngine().ed25519Verify(signedBytes(statement), signature, publicKey);
}

function signedBytes({ label, bytes }: DeviceStatement): Uint8Array {
  return concatBytes(new TextEncoder().encode(`${label}\0`), bytes);
}
