import {
  buildImage,
  countersignInstruction,
  createOperatorKey,
  deriveKeyPair,
  encodeManifest,
  encodePolicy,
  signInstruction,
  trustedKeyOf,
  type CompiledPolicy,
  type Instruction,
  type OperatorKey,
} from '@feierabend/protocol';
import type { SeededDefect } from '@feierabend/firmware-sim';

const seed = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);

/** Those who follow one another in the office, by number. */
export function administrator(number: number): OperatorKey {
  return createOperatorKey({
    name: `A. Admin ${number}`,
    role: 'administrator',
    seed: seed(100 + number),
  });
}
const admin = administrator(0);
const council = createOperatorKey({ name: 'B. Rat', role: 'council', seed: seed(22) });
export const recipient = deriveKeyPair(seed(23));
/** How long a call for help is one. */
export const sosS = 300;
/** Who is called for help; named for the ordinary reports, too. */
export const rescue = deriveKeyPair(seed(25));
const imageSigner = createOperatorKey({ name: 'Images', role: 'administrator', seed: seed(24) });

export const tenant = 'musterbetrieb';
/** Whose a device becomes that changes hands. */
export const nextTenant = 'nachfolger';
export const device = 'van-17';
export const trustedKeys = [admin, council].map(trustedKeyOf);
export const imageTrust = {
  publicKeys: [imageSigner.publicKey],
  boardId: new Uint8Array(16).fill(9),
};

/** A signed image; the only way by which a device gets a defect. */
export function imageOf(minor: number, defects: readonly SeededDefect[]): Uint8Array {
  const manifest = {
    magic: 'feierabend-sim',
    version: `1.${minor}.0`,
    selfTest: 'pass',
    defects: [...defects],
  } as const;
  return buildImage({
    body: encodeManifest(manifest, 700),
    version: { major: 1, minor, revision: 0, build: 0 },
    securityCounter: 1,
    boardId: imageTrust.boardId,
    signingKey: imageSigner.privateKey,
  });
}

/** An instruction signed by both sides. */
export function signed(
  parts: Pick<Instruction, 'tenant' | 'sequence' | 'issuedS' | 'kind' | 'body'>,
  author = admin,
): Uint8Array {
  const instruction = {
    version: 1,
    device,
    author: author.name,
    role: author.role,
    reason: 'agreed',
    ...parts,
  } as const;
  return countersignInstruction(signInstruction(instruction, author), council);
}

export function policyBody(policy: CompiledPolicy): Uint8Array {
  return encodePolicy(policy);
}
