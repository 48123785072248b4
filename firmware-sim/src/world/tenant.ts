import {
  buildImage,
  countersignInstruction,
  createOperatorKey,
  encodeManifest,
  encodePolicy,
  signInstruction,
  trustedKeyOf,
  type CompiledPolicy,
  type OperatorKey,
} from '@feierabend/protocol';
import { ed25519 } from '@noble/curves/ed25519.js';

import type { ImageTrust } from '../core/boot/image-slots.ts';
import type { Provisioning } from '../core/identity/identity.ts';
import type { SeededRandom } from '../hardware/seeded-random.ts';

const tenant = 'simulated';

/** The people around a simulated tracker. Their keys come from the seed of the world and are good for nothing else. */
export interface SimulatedTenant {
  readonly trust: ImageTrust;
  readonly image: Uint8Array;
  readonly provisioning: Provisioning;
  /** The same tenant with another device. */
  readonly withDevice: (device: string) => SimulatedTenant;
  /** The policy as both sides sign it. */
  readonly policyOrder: (policy: CompiledPolicy, sequence: number, issuedS: number) => Uint8Array;
}

export function simulatedTenant(dice: SeededRandom): SimulatedTenant {
  const keyOf = (name: string, role: 'administrator' | 'council'): OperatorKey =>
    createOperatorKey({ name, role, seed: dice.fork(name).bytes(32) });
  const employer = keyOf('Employer', 'administrator');
  const council = keyOf('Works council', 'council');
  const signingKey = dice.fork('firmware key').bytes(32);
  const boardId = dice.fork('board').bytes(16);
  const image = buildImage({
    body: encodeManifest(
      { magic: 'feierabend-sim', version: '1.0.0', selfTest: 'pass', defects: [] },
      600,
    ),
    version: { major: 1, minor: 0, revision: 0, build: 0 },
    securityCounter: 1,
    boardId,
    signingKey,
  });
  const trust = { publicKeys: [ed25519.getPublicKey(signingKey)], boardId };
  const trustedKeys = [employer, council].map(trustedKeyOf);
  const withDevice = (device: string): SimulatedTenant => ({
    trust,
    image,
    provisioning: { tenant, device, trustedKeys },
    withDevice,
    policyOrder: (policy, sequence, issuedS) =>
      countersignInstruction(
        signInstruction(
          {
            version: 1,
            tenant,
            device,
            sequence,
            author: employer.name,
            role: employer.role,
            issuedS,
            reason: 'simulation',
            kind: 'policy',
            body: encodePolicy(policy),
          },
          employer,
        ),
        council,
      ),
  });
  return withDevice('tracker-1');
}
