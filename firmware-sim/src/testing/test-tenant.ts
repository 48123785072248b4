import {
  buildImage,
  countersignInstruction,
  createOperatorKey,
  deriveKeyPair,
  encodeInstructionBody,
  encodeManifest,
  signInstruction,
  trustedKeyOf,
  type BehaviourManifest,
  type CompiledPolicy,
  type Instruction,
  type InstructionBodies,
  type InstructionKind,
  type OperatorKey,
} from '@feierabend/protocol';
import { ed25519 } from '@noble/curves/ed25519.js';

import type { Provisioning } from '../core/identity/identity.ts';
import type { ImageTrust } from '../core/boot/image-slots.ts';

const seed = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);

/** The people of the test tenant; their keys come from seeds that anybody can repeat. */
export const admin = createOperatorKey({ name: 'Ada Admin', role: 'administrator', seed: seed(1) });
export const council = createOperatorKey({ name: 'Carl Council', role: 'council', seed: seed(2) });
export const stranger = createOperatorKey({ name: 'Sam', role: 'administrator', seed: seed(3) });
/** Who may open the reports. */
export const recipient = deriveKeyPair(seed(4));

export const provisioning: Provisioning = {
  tenant: 'acme',
  device: 'van-7',
  trustedKeys: [admin, council].map(trustedKeyOf),
};

const imageKey = seed(5);
export const imageTrust: ImageTrust = {
  publicKeys: [ed25519.getPublicKey(imageKey)],
  boardId: new Uint8Array(16).fill(7),
};

/** A small signed image for the test board. */
export function testImage(
  minor: number,
  parts: { counter?: number; key?: Uint8Array } & Partial<BehaviourManifest> = {},
): Uint8Array {
  const { counter = 1, key = imageKey, ...behaviour } = parts;
  const version = { major: 1, minor, revision: 0, build: 0 };
  return buildImage({
    body: encodeManifest(
      {
        magic: 'feierabend-sim',
        version: `1.${minor}.0`,
        selfTest: 'pass',
        defects: [],
        ...behaviour,
      },
      600,
    ),
    version,
    securityCounter: counter,
    boardId: imageTrust.boardId,
    signingKey: key,
  });
}

/** Monday, 23 November 2026, 00:00 in a place one hour ahead of UTC, in Unix seconds. */
export const mondayS = Date.UTC(2026, 10, 22, 23) / 1000;

/** A local time of that Monday in Unix seconds: `at(8, 0, 5)` is 08:00:05. */
export function at(hours: number, minutes = 0, seconds = 0): number {
  return mondayS + hours * 3600 + minutes * 60 + seconds;
}

const workday = [
  { startMin: 480, endMin: 720 },
  { startMin: 750, endMin: 990 },
];

/** 08:00-12:00 and 12:30-16:30 on weekdays; a fix every 10 s, every minute when parked. */
export const testPolicy: CompiledPolicy = {
  version: 1,
  purpose: 'dispatch',
  timeZone: 'Etc/GMT-1',
  validFromS: mondayS - 7 * 86_400,
  validUntilS: mondayS + 30 * 86_400,
  reviewS: mondayS + 30 * 86_400,
  offsets: [{ fromS: mondayS - 7 * 86_400, offsetMin: 60 }],
  week: [workday, workday, workday, workday, workday, [], []],
  exceptions: [],
  intervals: { movingS: 10, parkedS: 60, floorS: 10 },
  precisionM: 10,
  fields: { altitude: false, speed: true, course: false },
  retentionS: 7 * 86_400,
  outside: 'off',
  heartbeatS: 0,
  recipients: [{ name: 'fleet-office', publicKey: recipient.publicKey }],
};

type SigningParts = Partial<Instruction> & { signer?: OperatorKey; cosigner?: OperatorKey | null };

/** An instruction of any kind, signed by both sides unless the test says otherwise. */
export function signedOrder<Kind extends InstructionKind>(
  kind: Kind,
  body: InstructionBodies[Kind],
  parts: SigningParts = {},
): Uint8Array {
  const { signer = admin, cosigner = council, ...changes } = parts;
  const signed = signInstruction(
    {
      version: 1,
      tenant: provisioning.tenant,
      device: provisioning.device,
      sequence: 1,
      author: signer.name,
      role: signer.role,
      issuedS: mondayS,
      reason: 'test',
      kind,
      body: encodeInstructionBody(kind, body),
      ...changes,
    },
    signer,
  );
  return cosigner === null ? signed : countersignInstruction(signed, cosigner);
}

/** An instruction that brings a policy. */
export function policyInstruction(policy: CompiledPolicy, parts: SigningParts = {}): Uint8Array {
  return signedOrder('policy', policy, parts);
}
