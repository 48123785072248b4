import { startEmbeddedBroker, type EmbeddedBroker } from '../../broker/embedded-broker.ts';
import type { Identity } from '../../broker/identity.ts';
import type { BrokerPki } from '../../broker/tls-server.ts';
import type { MqttVersion } from '../../adapters/mqtt/mqtt-version.ts';

/** A broker that a run has for itself, and that it can take away. */
export interface LiveBroker {
  /** `mqtts://127.0.0.1:port`, the same after an outage. */
  readonly url: string;
  /** What it speaks. */
  readonly version: MqttVersion;
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

export interface LiveBrokerOptions {
  readonly pki: BrokerPki;
  /** Everybody who may connect. */
  readonly identities: readonly Identity[];
}

/** Everybody, and some that come back before they are gone. */
const connectionsFor = (devices: number) => 2 * devices + 64;

/** The broker of the house in this thread. */
export class EmbeddedLiveBroker implements LiveBroker {
  readonly version = '3.1.1';
  readonly #options: LiveBrokerOptions;
  #broker: EmbeddedBroker;

  private constructor(options: LiveBrokerOptions, broker: EmbeddedBroker) {
    this.#options = options;
    this.#broker = broker;
  }

  static async start(options: LiveBrokerOptions): Promise<EmbeddedLiveBroker> {
    return new EmbeddedLiveBroker(options, await start(options, 0));
  }

  get url(): string {
    return this.#broker.url;
  }

  down(): Promise<void> {
    return this.#broker.stop();
  }

  async up(): Promise<void> {
    this.#broker = await start(this.#options, this.#broker.port);
  }

  stop(): Promise<void> {
    return this.#broker.stop();
  }
}

function start({ pki, identities }: LiveBrokerOptions, port: number): Promise<EmbeddedBroker> {
  const limits = { connectionsMax: connectionsFor(identities.length) };
  return startEmbeddedBroker({ pki, port, limits });
}
