import { startEmbeddedBroker, type EmbeddedBroker } from '../../broker/embedded-broker.ts';
import type { Identity } from '../../broker/identity.ts';
import { Mosquitto } from '../../broker/mosquitto.ts';
import type { BrokerPki } from '../../broker/tls-server.ts';
import type { MqttVersion } from '../../adapters/mqtt/mqtt-version.ts';
import type { TestPki } from '../../pki/test-pki.ts';
import type { RunRegistry } from '../../reaper/run-registry.ts';
import { Thread } from './thread.ts';

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

/** The same in a thread of its own, so that it does not wait for the devices. */
export async function startBrokerThread(options: LiveBrokerOptions): Promise<LiveBroker> {
  const { pki, identities } = options;
  const { caPem, server } = pki;
  const data = { pki: { caPem, server }, identities };
  const thread = await Thread.start('live/broker-thread', data, () => {});
  return {
    url: String(await thread.ask('url')),
    version: '3.1.1',
    down: async () => void (await thread.ask('down')),
    up: async () => void (await thread.ask('up')),
    stop: () => thread.end(),
  };
}

/** A mosquitto of this machine, as a child of this process. */
export async function startMosquitto(
  { pki, identities }: LiveBrokerOptions & { readonly pki: TestPki },
  options: { readonly version: MqttVersion; readonly registry: RunRegistry | undefined },
): Promise<LiveBroker> {
  const { version, registry } = options;
  const mosquitto = await Mosquitto.start({ pki, identities, registry });
  return {
    url: `mqtts://127.0.0.1:${mosquitto.port}`,
    version,
    down: () => mosquitto.kill(),
    up: () => mosquitto.up(),
    async stop() {
      await mosquitto.stop();
      registry?.close();
    },
  };
}

function start({ pki, identities }: LiveBrokerOptions, port: number): Promise<EmbeddedBroker> {
  const limits = { connectionsMax: connectionsFor(identities.length) };
  return startEmbeddedBroker({ pki, port, limits });
}
