import {
  buildImage,
  countersignInstruction,
  createOperatorKey,
  cryptoEngine,
  encodeManifest,
  encodePolicy,
  signInstruction,
  trustedKeyOf,
  type BehaviourManifest,
  type CompiledPolicy,
  type Instruction,
  type InstructionKind,
  type OperatorKey,
} from '@feierabend/protocol';

import type { ImageTrust } from '../core/boot/image-slots.ts';
import type { Provisioning } from '../core/identity/identity.ts';
import type { SeededRandom } from '../hardware/seeded-random.ts';

/** The people around a simulated tracker. Their keys come from the seed of the world and are good for nothing else. */
export interface SimulatedTenant {
  readonly trust: ImageTrust;
  readonly image: Uint8Array;
  readonly provisioning: Provisioning;
  /** The same tenant with another device. */
  readonly withDevice: (device: string) => SimulatedTenant;
  /** An instruction as both sides sign it. */
  readonly order: (order: SimulatedOrder) => Uint8Array;
  /** The policy as both sides sign it. */
  readonly policyOrder: (policy: CompiledPolicy, sequence: number, issuedS: number) => Uint8Array;
  /** A signed image for the same board. */
  readonly imageOf: (parts: ImageParts) => Uint8Array;
}

interface SimulatedOrder {
  readonly kind: InstructionKind;
  /** Encoded. */
  readonly body: Uint8Array;
  readonly sequence: number;
  readonly issuedS: number;
  /** Whom it is for, if not for this tenant's own device. */
  readonly tenant?: string;
}

/** What tells one image from another. */
interface ImageParts {
  readonly version: readonly [major: number, minor: number, revision: number];
  readonly selfTest?: BehaviourManifest['selfTest'];
  readonly defects?: readonly string[];
}

const imageBodyBytes = 600;

export function simulatedTenant(
  dice: SeededRandom,
  options: { readonly tenant?: string; readonly defects?: readonly string[] } = {},
): SimulatedTenant {
  const { tenant = 'simulated', defects = [] } = options;
  const keyOf = (name: string, role: 'administrator' | 'council'): OperatorKey =>
    createOperatorKey({ name, role, seed: dice.fork(name).bytes(32) });
  const employer = keyOf('Employer', 'administrator');
  const council = keyOf('Works council', 'council');
  const signingKey = dice.fork('firmware key').bytes(32);
  const boardId = dice.fork('board').bytes(16);
  const imageOf = ({ version, selfTest = 'pass', defects: of = [] }: ImageParts): Uint8Array => {
    const [major, minor, revision] = version;
    const manifest = { magic: 'feierabend-sim', version: version.join('.'), selfTest } as const;
    return buildImage({
      body: encodeManifest({ ...manifest, defects: [...of] }, imageBodyBytes),
      version: { major, minor, revision, build: 0 },
      securityCounter: 1,
      boardId,
      signingKey,
    });
  };
  const trust = { publicKeys: [cryptoEngine().ed25519PublicKey(signingKey)], boardId };
  const trustedKeys = [employer, council].map(trustedKeyOf);
  const image = imageOf({ version: [1, 0, 0], defects });
  const withDevice = (device: string): SimulatedTenant => {
    const order = ({ kind, body, sequence, issuedS, tenant: of = tenant }: SimulatedOrder) => {
      const instruction: Instruction = {
        version: 1,
        tenant: of,
        device,
        sequence,
        author: employer.name,
        role: employer.role,
        issuedS,
        reason: 'simulation',
        kind,
        body,
      };
      return countersignInstruction(signInstruction(instruction, employer), council);
    };
    return {
      trust,
      image,
      provisioning: { tenant, device, trustedKeys },
      withDevice,
      order,
      policyOrder: (policy, sequence, issuedS) =>
        order({ kind: 'policy', body: encoded(policy), sequence, issuedS }),
      imageOf,
    };
  };
  return withDevice('tracker-1');
}

/** Thousands of devices get the same one. */
const encodedPolicies = new WeakMap<CompiledPolicy, Uint8Array>();

function encoded(policy: CompiledPolicy): Uint8Array {
  const known = encodedPolicies.get(policy);
  const bytes = known ?? encodePolicy(policy);
  if (known === undefined) encodedPolicies.set(policy, bytes);
  return bytes;
}
