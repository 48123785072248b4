import type { Link, LinkEvents, LinkMessage } from '../core/ports.ts';

/**
 * A network that does what a test tells it. Like the real one it keeps what it was given until that is acknowledged, and a
 * new boot starts with nothing.
 */
export class FakeNetwork {
  /** Everything the peer has seen, with repetitions. */
  readonly delivered: LinkMessage[] = [];
  /** Whether the peer acknowledges at once. */
  acknowledges = true;
  /** How often a message reaches the peer: 0 loses it, 2 repeats it. */
  copies = 1;
  /** How many messages the link keeps at most. */
  roomFor = 1024;
  #isUp = true;
  #isConnected = false;
  #events: LinkEvents | undefined;
  readonly #waiting = new Map<number, LinkMessage>();
  readonly #sent = new Set<number>();

  /** The link of one boot. */
  boot(events: LinkEvents): Link {
    this.#waiting.clear();
    this.#sent.clear();
    this.#events = events;
    this.#isConnected = false;
    let isClosed = false;
    return {
      connect: () => this.#connect(),
      publish: (message) => {
        if (this.#waiting.has(message.id)) return true;
        if (isClosed || this.#waiting.size >= this.roomFor) return false;
        this.#waiting.set(message.id, message);
        this.#pass(message);
        return true;
      },
      withdraw: (id) => {
        const isUnsent = this.#waiting.has(id) && !this.#sent.has(id);
        this.#waiting.delete(id);
        return isUnsent;
      },
      close: () => {
        isClosed = true;
        this.#waiting.clear();
        this.#isConnected = false;
      },
    };
  }

  /** Messages given to the link and not acknowledged. */
  get waiting(): readonly LinkMessage[] {
    return [...this.#waiting.values()];
  }

  /** Takes the network away, or gives it back. */
  set up(isUp: boolean) {
    this.#isUp = isUp;
    if (isUp) this.#connect();
    else if (this.#isConnected) {
      this.#isConnected = false;
      this.#events?.disconnected('the test took the network away');
    }
  }

  /** Acknowledges what waits. */
  acknowledgeAll(): void {
    for (const { id } of this.waiting) this.#acknowledge(id);
  }

  /** A request from the controller. */
  request(payload: Uint8Array): void {
    this.#events?.received('smp/req', payload);
  }

  #connect(): void {
    if (!this.#isUp || this.#isConnected) return;
    this.#isConnected = true;
    const unfinished = this.waiting;
    this.#events?.connected();
    for (const message of unfinished) if (this.#waiting.has(message.id)) this.#pass(message);
  }

  #pass(message: LinkMessage): void {
    if (!this.#isConnected) return;
    this.#sent.add(message.id);
    for (let copy = 0; copy < this.copies; copy += 1) this.delivered.push(message);
    if (this.acknowledges && this.copies > 0) this.#acknowledge(message.id);
  }

  #acknowledge(id: number): void {
    if (!this.#waiting.delete(id)) return;
    this.#sent.delete(id);
    this.#events?.published(id);
  }
}
