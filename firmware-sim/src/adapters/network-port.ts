import { LinkError, UsageError } from '@feierabend/protocol';

import type { Link, LinkCredentials, LinkEvents, LinkMessage } from '../core/ports.ts';
import { MqttLink, type MqttLinkOptions } from './mqtt/mqtt-link.ts';
import type { MqttWire } from './mqtt/mqtt-wire.ts';
import { brokersOf } from './mqtt/provisioned-brokers.ts';

export interface NetworkPortOptions extends Pick<
  MqttLinkOptions,
  'connectTimeoutMs' | 'seed' | 'versions' | 'backOff'
> {
  /** How the modem works under the firmware that runs now; {@link soundWire} when not given. */
  readonly wire?: () => MqttWire;
  /** For a device that was provisioned without credentials; undefined when it is not to connect then. */
  readonly configured?: Pick<MqttLinkOptions, 'tenant' | 'device' | 'brokers'> | undefined;
}

/**
 * The modem of a virtual tracker: gives every boot a connection of its own, after the previous one is closed, and tells the
 * bench when the network has come to rest.
 */
export class NetworkPort {
  readonly #options: NetworkPortOptions;
  #current: MqttLink | undefined;
  #closing: Promise<void> = Promise.resolve();
  #unreachable = false;
  #connectedOnce = false;
  #reachedOnce = false;
  readonly #unusable: (failure: LinkError) => void;

  /** `unusable` is called when no broker was reached and no waiting heals that, such as brokers of another CA. */
  constructor(options: NetworkPortOptions, unusable: (failure: LinkError) => void) {
    this.#options = options;
    this.#unusable = unusable;
  }

  /** The network of one boot. */
  boot(events: LinkEvents): Link {
    let link: MqttLink | undefined;
    this.#connectedOnce = false;
    return {
      connect: (credentials) => {
        const made = this.#linkFor(credentials, events);
        link = made;
        this.#current = made;
        void this.#closing.then(() => {
          if (made !== undefined && this.#current === made) made.connect();
        });
      },
      publish: (message: LinkMessage) => link?.publish(message) ?? false,
      withdraw: (id: number) => link?.withdraw(id) ?? false,
      close: () => {
        if (this.#current === link) this.#current = undefined;
        this.#closing = Promise.all([this.#closing, link?.stop()]).then(() => undefined);
      },
    };
  }

  #linkFor(credentials: LinkCredentials | undefined, events: LinkEvents): MqttLink | undefined {
    const { configured, wire, ...options } = this.#options;
    try {
      const who = credentials === undefined ? configured : brokersOf(credentials);
      if (who === undefined) return undefined;
      const { tenant, device, brokers } = who;
      const link: MqttLink = new MqttLink(
        { ...options, tenant, device, brokers, ...(wire === undefined ? {} : { wire: wire() }) },
        this.#watched(events, () => link),
      );
      return link;
    } catch (error) {
      // Nobody could judge before that these certificates are of no use to TLS.
      if (!(error instanceof UsageError)) throw error;
      const { code, expected, came, next } = error;
      this.#unusable(new LinkError({ code, expected, came, next, cause: error }));
      return undefined;
    }
  }

  #watched(events: LinkEvents, link: () => MqttLink): LinkEvents {
    return {
      published: (id) => events.published(id),
      received: (channel, payload) => events.received(channel, payload),
      connected: () => {
        this.#unreachable = false;
        this.#reachedOnce = true;
        events.connected();
      },
      disconnected: (reason) => {
        const { hopeless } = link();
        if (hopeless !== undefined && !this.#reachedOnce) this.#unusable(hopeless);
        events.disconnected(reason);
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
