import { equalBytes, InternalError, type LinkError } from '@feierabend/protocol';

import { topicOf } from '../../broker/topic.ts';
import type { LinkEvents, LinkMessage } from '../../core/ports.ts';
import type { OuterNetwork } from '../../world/sim-network.ts';
import { isRetained, type Judge } from '../virtual/carrier.ts';
import { LeanLink } from '../wire/lean-link.ts';
import {
  brokerSilent,
  BrokerWait,
  took,
  type LiveCarrier,
  type LiveCarrierParts,
} from './live-carrier.ts';

interface PacedCarrierParts extends LiveCarrierParts {
  /** Unix milliseconds of the scenario, by the clock of the run. */
  readonly nowMs: () => number;
  /** How much faster than the clock that is. */
  readonly factor: number;
  /** Something has come for the device: it has to live up to then. */
  readonly wake: () => void;
}

/** Something that has yet to come through the broker. */
interface Expected {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retained: boolean;
  readonly handedMs: number;
  readonly sentMs: number;
}

interface UnderWay {
  /** The firmware's name for it. */
  readonly id: number;
  readonly expected: Expected;
}

/**
 * Takes the bytes of one device through a real broker, by the clock: the device hears of a connection, an acknowledgement, a
 * request when it comes, and what arrives is judged when it does.
 *
 * **Invariant:** after a connection was lost, nothing is written to the next one before the firmware has heard that it is
 * connected, and could take back what may no longer be sent.
 */
export class PacedCarrier implements LiveCarrier, OuterNetwork, LinkEvents {
  readonly judge: Judge;
  readonly measuresArrival = true;
  readonly #parts: PacedCarrierParts;
  readonly #link: LeanLink;
  readonly #wait = new BrokerWait();
  /** By the number under which the link has it. */
  readonly #underWay = new Map<number, UnderWay>();
  readonly #expected: Expected[] = [];
  readonly #requests: Uint8Array[] = [];
  #nextId = 1;
  /** What comes of an earlier connection is nobody's any more. */
  #dial = 0;

  constructor(parts: PacedCarrierParts) {
    this.#parts = parts;
    this.judge = parts.ends.judge;
    this.#link = new LeanLink(parts.wire, parts.identity, this);
    parts.ends.stage.network.through(this);
  }

  get hopeless(): LinkError | undefined {
    return this.#link.hopeless;
  }

  /** See {@link OuterNetwork}. */
  dial(): void {
    this.#link.connect();
  }

  hangUp(): void {
    this.#dial += 1;
    this.#underWay.clear();
    this.#link.cut();
    this.#wait.change();
  }

  withdraw(id: number): boolean {
    for (const [number, one] of this.#underWay) {
      if (one.id !== id) continue;
      this.#underWay.delete(number);
      this.#wait.change();
      if (!this.#link.withdraw(number)) return false;
      this.#expected.splice(this.#expected.indexOf(one.expected), 1);
      return true;
    }
    return false;
  }

  sent(message: LinkMessage, sentMs: number, handedMs: number): void {
    const { id, channel, payload, expiryS } = message;
    // It stays with the modem, which sends it when it is connected again.
    if (!this.#link.isReady) return;
    const { ends, factor } = this.#parts;
    const topic = topicOf(ends.plan.tenant, ends.plan.device, channel);
    const expected = { topic, payload, retained: isRetained(message), handedMs, sentMs };
    this.#expected.push(expected);
    const number = this.#nextId;
    this.#nextId += 1;
    this.#underWay.set(number, { id, expected });
    const expiry =
      expiryS === undefined ? {} : { expiryS: Math.max(1, Math.floor(expiryS / factor)) };
    if (this.#link.publish({ id: number, channel, payload, ...expiry })) return;
    throw new InternalError(`${ends.plan.device} has more on its way than its link takes`);
  }

  request(payload: Uint8Array): void {
    // As without a broker, a request to nobody is lost.
    if (!this.#parts.ends.stage.network.isConnected) return;
    this.#requests.push(payload);
    this.#parts.request(payload);
  }

  /** See {@link LiveCarrier}. */
  arrived(topic: string, payload: Uint8Array, atMs: number): void {
    const at = this.#expected.findIndex(
      (one) => one.topic === topic && equalBytes(one.payload, payload),
    );
    if (at < 0) {
      this.judge.seen({ atMs, topic, payload });
      return;
    }
    const [{ retained, handedMs, sentMs }] = this.#expected.splice(at, 1) as [Expected];
    this.judge.seen({ atMs, topic, payload, retained, handedMs });
    if (topic.endsWith('/smp/rsp')) {
      this.#happens(() => this.#parts.ends.answered(payload, sentMs));
    }
  }

  /** See {@link LiveCarrier}. */
  async settled(): Promise<void> {
    const isOwed = () => !this.#wait.isHalted && this.#underWay.size > 0;
    // oxlint-disable-next-line no-await-in-loop
    while (isOwed()) await this.#wait.changed(() => this.#late());
  }

  halt(): void {
    this.#wait.halt();
  }

  stop(): Promise<void> {
    return this.#link.stop();
  }

  /** See {@link LinkEvents}. */
  connected(): void {
    this.#hears(() => this.#parts.ends.stage.network.reached());
  }

  published(number: number): void {
    const one = this.#underWay.get(number);
    if (one === undefined) return;
    this.#underWay.delete(number);
    this.#wait.change();
    this.#hears(() => this.#parts.ends.stage.network.taken(one.id));
  }

  received(_channel: 'smp/req', payload: Uint8Array): void {
    if (!took(this.#requests, payload)) return;
    this.#hears(() => this.#parts.ends.stage.network.request(payload));
  }

  disconnected(reason: string): void {
    for (const number of this.#underWay.keys()) this.#link.withdraw(number);
    this.#underWay.clear();
    this.#wait.change();
    this.#hears(() => this.#parts.ends.stage.network.broke(reason));
  }

  /** The device hears of it now, unless it has hung up before. */
  #hears(of: () => void): void {
    const dial = this.#dial;
    this.#happens(() => {
      if (dial === this.#dial) of();
    });
  }

  /** Puts something on the clock of the device's world, which may be a little behind. */
  #happens(what: () => void): void {
    const { clock, startMs } = this.#parts.ends.stage;
    clock.after(this.#parts.nowMs() - startMs - clock.uptimeMs(), what);
    this.#parts.wake();
  }

  #late(): LinkError {
    return this.#link.failure ?? brokerSilent('no acknowledgement');
  }
}
