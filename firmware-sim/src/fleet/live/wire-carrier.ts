import { InternalError, type LinkError } from '@feierabend/protocol';

import { topicOf } from '../../broker/topic.ts';
import type { LinkEvents, LinkMessage } from '../../core/ports.ts';
import type { Hold } from '../../world/life.ts';
import { isRetained } from '../virtual/carrier.ts';
import { LeanLink } from '../wire/lean-link.ts';
import {
  brokerSilent,
  BrokerWait,
  took,
  type LiveCarrier,
  type LiveCarrierParts,
} from './live-carrier.ts';
import { OrderedJudge } from './ordered-judge.ts';

/** The virtual network never acknowledges sooner. */
const roundTripMs = 180;

/**
 * Takes the bytes of one device through a real broker, and lets its own time wait for that: a connection, an acknowledgement, a
 * request and an answer have really come before the device hears of them. When it hears of them is the virtual network's
 * choice, so a run is the same however fast the broker was.
 */
export class WireCarrier implements LiveCarrier, Hold, LinkEvents {
  readonly judge: OrderedJudge;
  readonly hold = this;
  readonly #parts: LiveCarrierParts;
  readonly #link: LeanLink;
  /** What the broker has not acknowledged, and the time that may not come before it has. */
  readonly #unacknowledged = new Map<number, number>();
  /** The device stands still until these have come. */
  readonly #answers: Uint8Array[] = [];
  readonly #requests: Uint8Array[] = [];
  #isConnecting = false;
  #isLeaving = false;
  #nextId = 1;
  readonly #wait = new BrokerWait();

  constructor(parts: LiveCarrierParts) {
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
    return this.#wait.changed(() => this.#late());
  }

  halt(): void {
    this.#wait.halt();
  }

  /** See {@link LiveCarrier}. */
  async settled(): Promise<void> {
    const isOwed = () => !this.#wait.isHalted && (this.#unacknowledged.size > 0 || this.#stands);
    // oxlint-disable-next-line no-await-in-loop
    while (isOwed()) await this.lifted();
  }

  attached(): void {
    this.#isConnecting = true;
    this.#link.connect();
  }

  detached(): void {
    this.#isLeaving = true;
    this.#leave();
  }

  sent(message: LinkMessage, atMs: number): void {
    const { channel, payload } = message;
    const { plan } = this.#parts.ends;
    const id = this.#nextId;
    this.#nextId += 1;
    const topic = topicOf(plan.tenant, plan.device, channel);
    this.judge.expect({ atMs, topic, payload, retained: isRetained(message) });
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

  /** See {@link LiveCarrier}. */
  arrived(topic: string, payload: Uint8Array): void {
    this.judge.arrived(topic, payload);
    if (!topic.endsWith('/smp/rsp') || !took(this.#answers, payload)) return;
    this.#parts.ends.answered(payload);
    this.#wait.change();
  }

  /** See {@link LinkEvents}. */
  connected(): void {
    // A broker that hangs up at every message is connected again and again, and nothing changes by that.
    if (!this.#isConnecting) return;
    this.#isConnecting = false;
    this.#wait.change();
  }

  published(id: number): void {
    this.#unacknowledged.delete(id);
    this.#leave();
    this.#wait.change();
  }

  received(_channel: 'smp/req', payload: Uint8Array): void {
    if (!took(this.#requests, payload)) return;
    this.#parts.ends.stage.network.request(payload);
    this.#wait.change();
  }

  /** The link comes back by itself, and says so, unless it cannot. */
  disconnected(): void {
    if (this.hopeless !== undefined) this.#wait.fail(this.hopeless);
  }

  get hopeless(): LinkError | undefined {
    return this.#link.hopeless;
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

  #late(): LinkError {
    const came = this.#isConnecting ? 'no connection' : 'nothing';
    return this.#link.failure ?? brokerSilent(came);
  }
}
