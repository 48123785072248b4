import { DataError, fromHex, toHex, type TrackerIdentity } from '@feierabend/protocol';

/** What a device showed when it was provisioned: which keys are its own. Nothing in it is secret. */
export interface IdentityFile {
  readonly tenant: string;
  readonly device: string;
  /** Ed25519, 64 hexadecimal digits: signs journal and receipts. */
  readonly signKey: string;
  /** P-256, 130 hexadecimal digits: reports come from it. */
  readonly sealKey: string;
}

const kind = 'device-identity/1';

export function identityFile({ ten, dev, sign, seal }: TrackerIdentity): IdentityFile {
  return { tenant: ten, device: dev, signKey: toHex(sign), sealKey: toHex(seal) };
}

export function writeIdentityFile(identity: IdentityFile): Uint8Array {
  const text = JSON.stringify({ feierabend: kind, ...identity }, undefined, 2);
  return new TextEncoder().encode(`${text}\n`);
}

export function readIdentityFile(bytes: Uint8Array, file: string): IdentityFile {
  const fields = parse(bytes);
  const { tenant, device, signKey, sealKey } = fields;
  const isIdentity =
    fields['feierabend'] === kind &&
    typeof tenant === 'string' &&
    typeof device === 'string' &&
    typeof signKey === 'string' &&
    typeof sealKey === 'string' &&
    fromHex(signKey)?.length === 32 &&
    fromHex(sealKey)?.length === 65;
  if (isIdentity) return { tenant, device, signKey, sealKey };
  throw new DataError({
    code: 'IDENTITY_FILE',
    expected: `${file} to be the identity of a device, ${kind}`,
    came: 'it is something else',
    next: 'name the file that "flasher provision install" wrote',
  });
}

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
