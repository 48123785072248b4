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
import type { AllowedPolicy, Subject } from '../checkers/checker.ts';
import type { DevicePlan } from './device-plan.ts';
import { seedOf } from './device-seed.ts';
import type { FleetPlan, PlannedPolicy } from './fleet-plan.ts';

type Rules = Pick<Subject, 'policies' | 'recipients'>;

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
  /** Opens the reports: the first recipient of the policies. */
  readonly recipient: HpkeKeyPair;
  readonly policies: readonly TenantPolicy[];
  readonly #dice: SeededRandom;
  readonly #people = new Map<string, SimulatedTenant>();
  readonly #rules = new Map<string, Rules>();

  constructor(fleet: FleetPlan, name: string) {
    this.name = name;
    this.#dice = new SeededRandom(seedOf(fleet.seed, `tenant ${name}`, 0));
    this.recipient = this.#keyOf('reads for the run');
    this.policies = fleet.policies.map((planned) => this.#policyOf(planned));
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

  /** What a device is judged by: its first policy, and those that the changes which hit it bring. */
  rulesOf({ policy, faults }: Pick<DevicePlan, 'policy' | 'faults'>): Rules {
    const changes = faults.flatMap(({ act }) => (act.kind === 'policy-change' ? [act.policy] : []));
    const numbers = [...new Set([policy, ...changes])].toSorted((a, b) => a - b);
    const name = numbers.join(' ');
    let rules = this.#rules.get(name);
    if (rules === undefined) {
      const own = this.policies.filter((_, number) => numbers.includes(number));
      const readers = own.flatMap((one) => one.policy.recipients);
      rules = {
        policies: new Map(own.map((one) => [one.digest, one])),
        recipients: new Set(readers.map(({ publicKey }) => toHex(keyIdOf(publicKey)))),
      };
      this.#rules.set(name, rules);
    }
    return rules;
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
