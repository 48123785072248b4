import type { LinkError } from '@feierabend/protocol';

import type { Link, LinkEvents, LinkMessage } from '../core/ports.ts';
import { MqttLink, type MqttLinkOptions } from './mqtt/mqtt-link.ts';

/**
 * The modem of a virtual tracker: gives every boot a connection of its own, after the previous one is closed, and tells the
 * bench when the network has come to rest.
 */
export class NetworkPort {
  readonly #options: MqttLinkOptions;
  #current: MqttLink | undefined;
  #closing: Promise<void> = Promise.resolve();
  #unreachable = false;
  #connectedOnce = false;
  #reachedOnce = false;
  readonly #unusable: (failure: LinkError) => void;

  /** `unusable` is called when no broker was reached and no waiting heals that, such as brokers of another CA. */
  constructor(options: MqttLinkOptions, unusable: (failure: LinkError) => void) {
    this.#options = options;
    this.#unusable = unusable;
  }

  /** The network of one boot. */
  boot(events: LinkEvents): Link {
    const link = new MqttLink(this.#options, {
      ...events,
      connected: () => {
        this.#unreachable = false;
        this.#reachedOnce = true;
        events.connected();
      },
      disconnected: (reason) => {
        const { hopeless } = link;
        if (hopeless !== undefined && !this.#reachedOnce) this.#unusable(hopeless);
        events.disconnected(reason);
      },
    });
    this.#connectedOnce = false;
    return {
      connect: () => {
        this.#current = link;
        void this.#closing.then(() => {
          if (this.#current === link) link.connect();
        });
      },
      publish: (message: LinkMessage) => link.publish(message),
      withdraw: (id: number) => link.withdraw(id),
      close: () => {
        if (this.#current === link) this.#current = undefined;
        this.#closing = Promise.all([this.#closing, link.stop()]).then(() => undefined);
      },
    };
  }

  /**
   * Waits until everything published is acknowledged, so that virtual time does not run away from a real broker. A broker
   * that did not answer once within the deadline is not waited for again until it is back.
   */
  async settled(deadlineMs: number): Promise<boolean> {
    if (this.#current === undefined || this.#unreachable) return false;
    if (this.#current.idle && this.#connectedOnce) return true;
    await this.#closing;
    const settled = await this.#current.settled(deadlineMs);
    this.#unreachable = !settled;
    this.#connectedOnce = settled;
    return settled;
  }

  async stop(): Promise<void> {
    const last = this.#current;
    this.#current = undefined;
    await Promise.all([this.#closing, last?.stop()]);
  }
}
