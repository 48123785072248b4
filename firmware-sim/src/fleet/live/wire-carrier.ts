import { equalBytes, InternalError, LinkError } from '@feierabend/protocol';

import { topicOf } from '../../broker/topic.ts';
import type { LinkEvents, LinkMessage } from '../../core/ports.ts';
import type { Hold } from '../../world/life.ts';
import type { Carrier, CarrierEnds } from '../virtual/carrier.ts';
import { LeanLink } from '../wire/lean-link.ts';
import type { LeanIdentity } from '../wire/lean-identity.ts';
import type { FleetWire } from '../wire/fleet-wire.ts';
import { OrderedJudge } from './ordered-judge.ts';

/** The virtual network never acknowledges sooner. */
const roundTripMs = 180;
/** In which the broker has to do what a device waits for. */
const brokerDeadlineMs = 60_000;

export interface WireCarrierParts {
  readonly ends: CarrierEnds;
  readonly wire: FleetWire;
  readonly identity: LeanIdentity;
  /** Lets the controller of the tenant send a request through the broker. */
  readonly request: (payload: Uint8Array) => void;
}

/**
 * Takes the bytes of one device through a real broker, and lets its own time wait for that: a connection, an acknowledgement, a
 * request and an answer have really come before the device hears of them. When it hears of them is the virtual network's
 * choice, so a run is the same however fast the broker was.
 */
export class WireCarrier implements Carrier, Hold, LinkEvents {
  readonly judge: OrderedJudge;
  readonly hold = this;
  readonly #parts: WireCarrierParts;
  readonly #link: LeanLink;
  /** What the broker has not acknowledged, and the time that may not come before it has. */
  readonly #unacknowledged = new Map<number, number>();
  /** The device stands still until these have come. */
  readonly #answers: Uint8Array[] = [];
  readonly #requests: Uint8Array[] = [];
  #isConnecting = false;
  #isLeaving = false;
  #isHalted = false;
  #nextId = 1;
  #lift: (() => void) | undefined;

  constructor(parts: WireCarrierParts) {
    this.#parts = parts;
    this.judge = new OrderedJudge(parts.ends.judge);
    this.#link = new LeanLink(parts.wire, parts.identity, this);
  }

  /** See {@link Hold}. */
  get beforeMs(): number {
    if (this.#stands) return this.#nowMs;
    for (const beforeMs of this.#unacknowledged.values()) return beforeMs;
    return Number.POSITIVE_INFINITY;
  }

  /** See {@link Hold}. */
  lifted(): Promise<void> {
    if (this.#isHalted) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(this.#late()), brokerDeadlineMs);
      this.#lift = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Nothing is waited for any more. */
  halt(): void {
    this.#isHalted = true;
    this.#changed();
  }

  /** Resolves when the broker has acknowledged everything. */
  async settled(): Promise<void> {
    // oxlint-disable-next-line no-await-in-loop
    while (!this.#isHalted && (this.#unacknowledged.size > 0 || this.#stands)) await this.lifted();
  }

  attached(): void {
    this.#isConnecting = true;
    this.#link.connect();
  }

  detached(): void {
    this.#isLeaving = true;
    this.#leave();
  }

  sent({ channel, payload }: LinkMessage, atMs: number): void {
    const { plan } = this.#parts.ends;
    const id = this.#nextId;
    this.#nextId += 1;
    this.judge.expect({ atMs, topic: topicOf(plan.tenant, plan.device, channel), payload });
    if (channel === 'smp/rsp') this.#answers.push(payload);
    this.#unacknowledged.set(id, this.#nowMs + roundTripMs);
    if (this.#link.publish({ id, channel, payload })) return;
    throw new InternalError(`${plan.device} has more on its way than its link takes`);
  }

  request(payload: Uint8Array): void {
    // As without a broker, a request to nobody is lost.
    if (!this.#parts.ends.stage.network.isConnected) return;
    this.#requests.push(payload);
    this.#parts.request(payload);
  }

  /** A subscriber has got it from the broker. */
  arrived(topic: string, payload: Uint8Array): void {
    this.judge.arrived(topic, payload);
    if (!topic.endsWith('/smp/rsp') || !took(this.#answers, payload)) return;
    this.#parts.ends.answered(payload);
    this.#changed();
  }

  /** See {@link LinkEvents}. */
  connected(): void {
    this.#isConnecting = false;
    this.#changed();
  }

  published(id: number): void {
    this.#unacknowledged.delete(id);
    this.#leave();
    this.#changed();
  }

  received(_channel: 'smp/req', payload: Uint8Array): void {
    if (!took(this.#requests, payload)) return;
    this.#parts.ends.stage.network.request(payload);
    this.#changed();
  }

  disconnected(): void {
    // The link comes back by itself, and says so.
  }

  stop(): Promise<void> {
    return this.#link.stop();
  }

  get #nowMs(): number {
    return this.#parts.ends.stage.clock.uptimeMs();
  }

  get #stands(): boolean {
    const isAsked = this.#requests.length > 0 || this.#answers.length > 0;
    return this.#isConnecting || this.#isLeaving || isAsked;
  }

  /** A device that loses its network has been acknowledged what it sent before: else it would be chance what had arrived. */
  #leave(): void {
    if (!this.#isLeaving || this.#unacknowledged.size > 0) return;
    this.#isLeaving = false;
    this.#link.cut();
  }

  #changed(): void {
    const lift = this.#lift;
    this.#lift = undefined;
    lift?.();
  }

  #late(): LinkError {
    const { failure } = this.#link;
    if (failure !== undefined) return failure;
    return new LinkError({
      code: 'BROKER_SILENT',
      expected: `the broker to answer a device within ${brokerDeadlineMs / 1000} s`,
      came: this.#isConnecting ? 'no connection' : 'nothing',
      next: 'look at the log and the load of the broker, or run fewer devices',
    });
  }
}

/** Takes the first one with these bytes out of a list; false when there is none. */
function took(list: Uint8Array[], payload: Uint8Array): boolean {
  const at = list.findIndex((one) => equalBytes(one, payload));
  if (at >= 0) list.splice(at, 1);
  return at >= 0;
}
