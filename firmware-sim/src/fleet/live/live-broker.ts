import { randomBytes } from 'node:crypto';

import { startEmbeddedBroker, type EmbeddedBroker } from '../../broker/embedded-broker.ts';
import type { Identity } from '../../broker/identity.ts';
import { Mosquitto } from '../../broker/mosquitto.ts';
import type { BrokerPki } from '../../broker/tls-server.ts';
import type { MqttVersion } from '../../adapters/mqtt/mqtt-version.ts';
import type { RunRegistry } from '../../reaper/run-registry.ts';
import { Thread } from './thread.ts';

/** What a run has for a broker, and whether it can take it away. */
export interface LiveBroker {
  /** `mqtts://host:port`, the same after an outage, in the order of preference. */
  readonly urls: readonly string[];
  /** What it speaks. */
  readonly version: MqttVersion;
  /** Whether a device that comes back goes on with the TLS session that it had; it does when not given. */
  readonly sessions?: 'resumed' | 'full';
  /** Its end of every connection is an open file of this process. */
  readonly isHere: boolean;
  /** Resolves, with what happened, when it has ended by itself. */
  readonly gone: Promise<string>;
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

const ticketKeyBytes = 48;
type StartOnPort = (port: number) => Promise<EmbeddedBroker>;

const never = new Promise<never>(() => {});

/** The broker of the house in this thread. */
export class EmbeddedLiveBroker implements LiveBroker {
  readonly version = '3.1.1';
  readonly isHere = true;
  readonly gone = never;
  readonly #start: StartOnPort;
  #broker: EmbeddedBroker;

  private constructor(startOnPort: StartOnPort, broker: EmbeddedBroker) {
    this.#start = startOnPort;
    this.#broker = broker;
  }

  static async start({ pki, identities }: LiveBrokerOptions): Promise<EmbeddedLiveBroker> {
    const limits = { connectionsMax: connectionsFor(identities.length) };
    // After an outage it is the same broker: it knows the TLS sessions that it gave before.
    const ticketKeys = randomBytes(ticketKeyBytes);
    const startOnPort: StartOnPort = (port) =>
      startEmbeddedBroker({ pki, port, limits, ticketKeys });
    return new EmbeddedLiveBroker(startOnPort, await startOnPort(0));
  }

  get urls(): readonly string[] {
    return [this.#broker.url];
  }

  down(): Promise<void> {
    return this.#broker.stop();
  }

  async up(): Promise<void> {
    this.#broker = await this.#start(this.#broker.port);
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
    urls: (await thread.ask('urls')) as readonly string[],
    version: '3.1.1',
    isHere: true,
    gone: thread.gone,
    down: async () => void (await thread.ask('down')),
    up: async () => void (await thread.ask('up')),
    stop: () => thread.end(),
  };
}

/** A mosquitto of this machine, as a child of this process. */
export async function startMosquitto(
  { pki, identities }: LiveBrokerOptions,
  options: { readonly version: MqttVersion; readonly registry: RunRegistry | undefined },
): Promise<LiveBroker> {
  const { version, registry } = options;
  const mosquitto = await Mosquitto.start({ pki, identities, registry });
  return {
    isHere: false,
    gone: mosquitto.gone,
    urls: [`mqtts://127.0.0.1:${mosquitto.port}`],
    version,
    down: () => mosquitto.kill(),
    up: () => mosquitto.up(),
    async stop() {
      await mosquitto.stop();
      registry?.close();
    },
  };
}

/** Brokers that somebody else runs: an outage takes the network away from the devices, and leaves them alone. */
export function foreignBrokers(
  urls: readonly string[],
  version: MqttVersion,
  sessions: LiveBroker['sessions'] = 'resumed',
): LiveBroker {
  const nothing = () => Promise.resolve();
  const ends = { down: nothing, up: nothing, stop: nothing };
  return { urls, version, sessions, isHere: false, gone: never, ...ends };
}
