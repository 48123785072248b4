import type { Link, LinkEvents, LinkMessage } from '../../src/core/ports.ts';
import type { FleetWire } from '../../src/fleet/wire/fleet-wire.ts';
import type { LeanIdentity } from '../../src/fleet/wire/lean-identity.ts';
import { LeanLink } from '../../src/fleet/wire/lean-link.ts';

const nobody = () => {};

/** The link of one tracker. When it connects and when it has room is said by the bench, so that each cost can be measured alone. */
export class GatedLink implements Link, LinkEvents {
  isOpen = false;
  /** Told once, when all that was published since is acknowledged. */
  done: () => void = nobody;
  readonly #core: LinkEvents;
  readonly #link: LeanLink;
  #ready: () => void = nobody;
  #failed: (error: Error) => void = nobody;

  constructor(wire: FleetWire, who: LeanIdentity, core: LinkEvents) {
    this.#core = core;
    this.#link = new LeanLink(wire, who, this);
  }

  get isIdle(): boolean {
    return this.#link.idle;
  }

  dial(): Promise<void> {
    return new Promise((resolve, reject) => {
      [this.#ready, this.#failed] = [resolve, reject];
      this.#link.connect();
    });
  }

  /** The core asks for it at its start: see {@link dial}. */
  connect(): void {}

  publish(message: LinkMessage): boolean {
    return this.isOpen && this.#link.publish(message);
  }

  withdraw(id: number): boolean {
    return this.#link.withdraw(id);
  }

  close(): void {
    this.#link.close();
  }

  connected(): void {
    this.#core.connected();
    this.#ready();
    [this.#ready, this.#failed] = [nobody, nobody];
  }

  published(id: number): void {
    this.#core.published(id);
    if (!this.#link.idle) return;
    const { done } = this;
    this.done = nobody;
    done();
  }

  received(channel: 'smp/req', payload: Uint8Array): void {
    this.#core.received(channel, payload);
  }

  disconnected(reason: string): void {
    this.#failed(new TypeError(reason));
    this.#core.disconnected(reason);
  }
}
