import type { FleetBroker } from './fleet-broker.ts';

/** A device that wants a connection. */
export interface Dialling {
  /** Undefined when it does not want one any more. */
  readonly wantsBroker: FleetBroker | undefined;
  /** Its turn. It says `done` when the connection is ready or has failed. */
  dial(ip: string): void;
  /** The name of the host was not found. */
  notFound(error: unknown): void;
}

/**
 * Lets a few devices connect at once, in the order in which they asked. Brokers listen with a short queue (mosquitto: 100), and
 * who does not fit into it waits a second for the repetition of its first packet.
 */
export class Dialer {
  readonly #atOnceMax: number;
  #waiting: Dialling[] = [];
  /** Where the queue begins; what is before it had its turn. */
  #head = 0;
  #dialling = 0;

  constructor(atOnceMax: number) {
    this.#atOnceMax = atOnceMax;
  }

  get waiting(): number {
    return this.#waiting.length - this.#head;
  }

  get dialling(): number {
    return this.#dialling;
  }

  ask(device: Dialling): void {
    this.#waiting.push(device);
    this.#pump();
  }

  done(): void {
    this.#dialling -= 1;
    this.#pump();
  }

  #pump(): void {
    while (this.#dialling < this.#atOnceMax && this.#head < this.#waiting.length) {
      const device = this.#waiting[this.#head] as Dialling;
      this.#head += 1;
      const broker = device.wantsBroker;
      if (broker === undefined) continue;
      this.#dialling += 1;
      if (broker.ip === undefined) this.#resolveFirst(broker, device);
      else device.dial(broker.ip);
    }
    if (this.#head < 1024 && this.#head < this.#waiting.length) return;
    this.#waiting = this.#waiting.slice(this.#head);
    this.#head = 0;
  }

  #resolveFirst(broker: FleetBroker, device: Dialling): void {
    broker.resolve().then(
      (ip) => {
        if (device.wantsBroker === broker) device.dial(ip);
        else this.done();
      },
      (error: unknown) => {
        this.done();
        if (device.wantsBroker === broker) device.notFound(error);
      },
    );
  }
}
