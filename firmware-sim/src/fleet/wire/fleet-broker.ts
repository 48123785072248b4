import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

import { parseBrokerUrl, type BrokerAddress } from '../../adapters/mqtt/mqtt-tls.ts';
import type { MqttVersion } from '../../adapters/mqtt/mqtt-version.ts';
import { SourceAddresses } from './source-addresses.ts';

export interface FleetBrokerOptions {
  readonly versions: readonly MqttVersion[];
  /** Plain MQTT (`mqtt://`), which is for measuring only. */
  readonly allowsPlain: boolean;
  /** Taken in turn when the ports of the ones before are used up. */
  readonly sourceAddresses: readonly string[];
  /** A port on loopback through which it is reached, instead of its own; who it has to be stays the same. */
  readonly via?: number | undefined;
  /** Resolves a host name; the system's when not given. */
  readonly resolve?: (host: string) => Promise<string>;
}

/** A TLS session that may be taken up again where it comes from. */
export interface KeptSession {
  readonly broker: FleetBroker;
  readonly session: Buffer;
  readonly sinceMs: number;
}

const plainScheme = /^mqtt:/u;

/** What a fleet knows of a broker: where it is and what it speaks, found out once for all devices. */
export class FleetBroker {
  readonly address: BrokerAddress;
  readonly isPlain: boolean;
  readonly sources: SourceAddresses;
  readonly #options: FleetBrokerOptions;
  #version = 0;
  #sessionsFromMs = 0;
  #ip: string | undefined;
  #resolving: Promise<string> | undefined;

  /** @throws UsageError `MQTT_URL` */
  constructor(url: string, options: FleetBrokerOptions) {
    this.isPlain = options.allowsPlain && plainScheme.test(url);
    this.address = parseBrokerUrl(this.isPlain ? url.replace(plainScheme, 'mqtts:') : url);
    this.#options = options;
    const { host } = this.address;
    if (options.via !== undefined) this.#ip = '127.0.0.1';
    else this.#ip = isIP(host) === 0 ? undefined : host;
    this.sources = new SourceAddresses(options.sourceAddresses);
  }

  /** The protocol version to speak; the last one when it refused all. */
  get version(): MqttVersion {
    return this.#options.versions[this.#version] ?? '3.1.1';
  }

  /** It refused a version to one of the devices. True when there is another one to try. */
  refused(version: MqttVersion): boolean {
    if (version !== this.version) return true;
    if (this.#version + 1 >= this.#options.versions.length) return false;
    this.#version += 1;
    return true;
  }

  /** It did not take up a session that it gave: so it knows none of those of before, of no device. */
  forgot(nowMs: number): void {
    this.#sessionsFromMs = nowMs + 1;
  }

  /** What a device may take up here; undefined for a handshake with its certificate. */
  sessionOf(kept: KeptSession | undefined): Buffer | undefined {
    return kept?.broker === this && kept.sinceMs >= this.#sessionsFromMs ? kept.session : undefined;
  }

  /** Which port to connect to. */
  get port(): number {
    return this.#options.via ?? this.address.port;
  }

  /** Undefined until {@link resolve} has found it. */
  get ip(): string | undefined {
    return this.#ip;
  }

  /** Asks once for everybody who waits for it; after a failure the next one asks again. */
  resolve(): Promise<string> {
    this.#resolving ??= this.#ask().finally(() => {
      this.#resolving = undefined;
    });
    return this.#resolving;
  }

  async #ask(): Promise<string> {
    const { resolve = systemResolve } = this.#options;
    this.#ip = await resolve(this.address.host);
    return this.#ip;
  }
}

async function systemResolve(host: string): Promise<string> {
  const { address } = await lookup(host);
  return address;
}
