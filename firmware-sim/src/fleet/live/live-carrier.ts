import { equalBytes, LinkError } from '@feierabend/protocol';

import type { Carrier, CarrierEnds } from '../virtual/carrier.ts';
import type { FleetWire } from '../wire/fleet-wire.ts';
import type { LeanIdentity } from '../wire/lean-identity.ts';

/** In which the broker has to do what a device waits for. */
export const brokerDeadlineMs = 60_000;

/** Takes the bytes of one device through a real broker. */
export interface LiveCarrier extends Carrier {
  /** Why no waiting helps; somebody has to change a file. */
  readonly hopeless: LinkError | undefined;
  /** A subscriber has got it from the broker, at that Unix time of the scenario where that counts. */
  arrived(topic: string, payload: Uint8Array, atMs: number): void;
  /** Resolves when the broker has acknowledged everything. */
  settled(): Promise<void>;
  /** Nothing is waited for any more. */
  halt(): void;
  stop(): Promise<void>;
}

export interface LiveCarrierParts {
  readonly ends: CarrierEnds;
  readonly wire: FleetWire;
  readonly identity: LeanIdentity;
  /** Lets the controller of the tenant send a request through the broker. */
  readonly request: (payload: Uint8Array) => void;
}

/** Lets somebody wait until the broker has done something, and not for ever. */
export class BrokerWait {
  #lift: (() => void) | undefined;
  #isHalted = false;
  #failed: ((failure: LinkError) => void) | undefined;

  get isHalted(): boolean {
    return this.#isHalted;
  }

  /** Resolves at the next change; `late` says what was waited for in vain. */
  changed(late: () => LinkError): Promise<void> {
    if (this.#isHalted) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(late()), brokerDeadlineMs);
      this.#lift = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#failed = (failure) => {
        clearTimeout(timer);
        reject(failure);
      };
    });
  }

  /** Whoever waits does so in vain. */
  fail(failure: LinkError): void {
    this.#failed?.(failure);
  }

  change(): void {
    const lift = this.#lift;
    this.#lift = undefined;
    lift?.();
  }

  halt(): void {
    this.#isHalted = true;
    this.change();
  }
}

export function brokerSilent(came: string): LinkError {
  return new LinkError({
    code: 'BROKER_SILENT',
    expected: `the broker to answer a device within ${brokerDeadlineMs / 1000} s`,
    came,
    next: 'look at the log and the load of the broker, or run fewer devices',
  });
}

/** Takes the first one with these bytes out of a list; false when there is none. */
export function took(list: Uint8Array[], payload: Uint8Array): boolean {
  const at = list.findIndex((one) => equalBytes(one, payload));
  if (at >= 0) list.splice(at, 1);
  return at >= 0;
}
