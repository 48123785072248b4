import {
  deriveKeyPair,
  encodePolicy,
  keyIdOf,
  policyDigest,
  toHex,
  type CompiledPolicy,
  type HpkeKeyPair,
} from '@feierabend/protocol';

import { SeededRandom } from '../../hardware/seeded-random.ts';
import { simulatedTenant, type SimulatedTenant } from '../../world/tenant.ts';
import type { AllowedPolicy } from '../checkers/checker.ts';
import { seedOf } from './device-seed.ts';
import type { FleetPlan, PlannedPolicy } from './fleet-plan.ts';

/** A policy with the keys of this tenant's recipients in it. */
export interface TenantPolicy extends AllowedPolicy {
  readonly digest: string;
  /** Encoded, as it is signed. */
  readonly body: Uint8Array;
}

/**
 * A tenant of a fleet: its people, its recipients and its policies, made once from the seed of the scenario and the name. The
 * recipients that a policy file names get keys of the run, so that the run can open every report.
 */
export class FleetTenant {
  readonly name: string;
  readonly recipients: ReadonlySet<string>;
  /** Opens the reports: the first recipient of the policies. */
  readonly recipient: HpkeKeyPair;
  readonly policies: readonly TenantPolicy[];
  /** By digest in hexadecimal. */
  readonly allowed: ReadonlyMap<string, AllowedPolicy>;
  readonly #dice: SeededRandom;
  readonly #people = new Map<string, SimulatedTenant>();

  constructor(fleet: FleetPlan, name: string) {
    this.name = name;
    this.#dice = new SeededRandom(seedOf(fleet.seed, `tenant ${name}`, 0));
    this.recipient = this.#keyOf('reads for the run');
    this.policies = fleet.policies.map((planned) => this.#policyOf(planned));
    this.allowed = new Map(this.policies.map((policy) => [policy.digest, policy]));
    const keys = this.policies.flatMap(({ policy }) => policy.recipients);
    this.recipients = new Set(keys.map(({ publicKey }) => toHex(keyIdOf(publicKey))));
  }

  /** Its people with one device; the firmware of the device has these defects. */
  withDevice(device: string, defects: readonly string[]): SimulatedTenant {
    const name = defects.join(' ');
    let people = this.#people.get(name);
    if (people === undefined) {
      people = simulatedTenant(this.#dice, { tenant: this.name, defects });
      this.#people.set(name, people);
    }
    return people.withDevice(device);
  }

  #policyOf({ policy, windows }: PlannedPolicy): TenantPolicy {
    const recipients = policy.recipients.map(({ name }, at) => ({
      name,
      publicKey: at === 0 ? this.recipient.publicKey : this.#keyOf(`recipient ${name}`).publicKey,
    }));
    const own: CompiledPolicy = { ...policy, recipients };
    const body = encodePolicy(own);
    return { policy: own, windows, body, digest: toHex(policyDigest(body)) };
  }

  #keyOf(name: string): HpkeKeyPair {
    return deriveKeyPair(this.#dice.fork(name).bytes(32));
  }
}
