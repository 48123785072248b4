import type { LinkEvents, LinkMessage } from '@feierabend/firmware-sim';

/** What a link was asked to carry, with what a careless adapter could pass on. */
type Carried = LinkMessage & { readonly retain?: boolean };

/**
 * A network and a broker that do what a life wants. What the link was given it keeps until it is acknowledged or withdrawn, as
 * the real one does.
 */
export class CanaryNetwork {
  /** Everything the broker has seen, with repetitions. */
  readonly delivered: LinkMessage[] = [];
  readonly retained: Carried[] = [];
  readonly copies: number;
  /** Takes everything, delivers nothing. */
  isBlackHole = false;
  #isUp = true;
  #isConnected = false;
  #events: LinkEvents | undefined;
  readonly #waiting = new Map<number, Carried>();

  constructor(copies: number) {
    this.copies = copies;
  }

  boot(events: LinkEvents) {
    this.#waiting.clear();
    this.#events = events;
    this.#isConnected = false;
    return {
      connect: () => this.#connect(),
      publish: (message: LinkMessage) => {
        this.#waiting.set(message.id, message);
        this.#pass(message);
        return true;
      },
      withdraw: (id: number) => this.#waiting.delete(id),
      close: () => {
        this.#waiting.clear();
        this.#isConnected = false;
      },
    };
  }

  set up(isUp: boolean) {
    this.#isUp = isUp;
    if (isUp) {
      this.#connect();
      return;
    }
    if (!this.#isConnected) return;
    this.#isConnected = false;
    this.#events?.disconnected('no network');
  }

  request(payload: Uint8Array): void {
    if (this.#isConnected) this.#events?.received('smp/req', payload);
  }

  #connect(): void {
    if (!this.#isUp || this.#isConnected) return;
    this.#isConnected = true;
    this.#events?.connected();
    for (const message of this.#waiting.values()) this.#pass(message);
  }

  #pass(message: Carried): void {
    if (!this.#isConnected || this.isBlackHole) return;
    for (let copy = 0; copy < this.copies; copy += 1) this.delivered.push(message);
    if (message.retain === true) this.retained.push(message);
    if (this.#waiting.delete(message.id)) this.#events?.published(message.id);
  }
}
