import type { LinkError } from '@feierabend/protocol';

import { BrokerPlan } from '../../adapters/mqtt/broker-plan.ts';
import type { BackOff } from '../../adapters/mqtt/mqtt-back-off.ts';
import { isLastingFailure } from '../../adapters/mqtt/mqtt-failure.ts';
import type { FleetBroker } from './fleet-broker.ts';

/** Which of its brokers a device tries, and what went wrong there. It takes no memory as long as nothing does. */
export class BrokerChoice {
  readonly #brokers: readonly FleetBroker[];
  #plan: BrokerPlan | undefined;
  #failures: (LinkError | undefined)[] | undefined;

  constructor(brokers: readonly FleetBroker[]) {
    this.#brokers = brokers;
  }

  /** Index of the broker in use, or to try now. */
  get index(): number {
    return this.#plan?.broker ?? 0;
  }

  get broker(): FleetBroker {
    return this.#brokers[this.index] as FleetBroker;
  }

  /** Set when every broker fails in a way that no waiting heals: somebody has to change a file. */
  get hopeless(): LinkError | undefined {
    const failures = this.#brokers.map((_broker, at) => this.#failures?.[at]);
    const isHopeless = failures.every((one) => one !== undefined && isLastingFailure(one.code));
    return isHopeless ? failures[0] : undefined;
  }

  /** Whether this failure differs from the one before at this broker. */
  note(failure: LinkError): boolean {
    this.#failures ??= this.#brokers.map(() => undefined);
    const isNews = this.#failures[this.index]?.code !== failure.code;
    this.#failures[this.index] = failure;
    return isNews;
  }

  reached(): void {
    this.#failures = undefined;
  }

  /** The wait before the next attempt; after a connection that was of use all begins again at the first broker. */
  waitMs(wasOfUse: boolean, backOff: BackOff, salt: string): number {
    const options = { brokers: this.#brokers.length, versions: 1, backOff, salt };
    this.#plan ??= new BrokerPlan(options);
    return wasOfUse ? this.#plan.lost() : this.#plan.failed();
  }

  /** Back to the broker of first choice. */
  restart(): void {
    this.#plan = undefined;
  }
}
