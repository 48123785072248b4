import type { MqttLinkOptions } from '../../adapters/mqtt/mqtt-link.ts';
import { SESSION_DEFAULTS } from '../../adapters/mqtt/mqtt-session.ts';
import type { Clock } from '../../core/ports.ts';
import { PacketDecoder } from './packet-decoder.ts';
import { emptyPublish } from './packet-encoder.ts';
import { PacketSlab } from './packet-slab.ts';
import { socketOpener, type OpenSocket } from './wire-socket.ts';

/** The same for every device of a fleet. */
export interface WireOptions extends Pick<
  MqttLinkOptions,
  | 'versions'
  | 'ackTimeoutMs'
  | 'keepaliveS'
  | 'sessionExpiryS'
  | 'backOff'
  | 'returnAfterMs'
  | 'seed'
  | 'inFlightMax'
  | 'queuedMax'
  | 'requestBytesMax'
> {
  /** Connections that are made at the same time; 64 when not given. */
  readonly dialsAtOnce?: number;
  /** From the first TCP packet to the granted subscription; 30 s when not given. */
  readonly connectTimeoutMs?: number;
  /** A broker that announces a longer packet is left; 64 KiB when not given. */
  readonly packetBytesMax?: number;
  /** Takes up TLS sessions again: cheaper, but a certificate that was revoked since is not looked at. Off when not given. */
  readonly resumesTls?: boolean;
  /** Further addresses of this machine, for more than 28,000 devices; for a broker on loopback there are some already. */
  readonly sourceAddresses?: readonly string[];
  /** Ports on loopback through which brokers are reached, by their URL: a proxy of the run. */
  readonly via?: Readonly<Record<string, number>>;
  /** Only a bench may ask for it: what is measured then has no TLS. */
  readonly plainTcp?: 'for a bench';
}

const defaults = {
  ...SESSION_DEFAULTS,
  dialsAtOnce: 64,
  connectTimeoutMs: 30_000,
  inFlightMax: 16,
  queuedMax: 1024,
  requestBytesMax: 16 * 1024,
  packetBytesMax: 64 * 1024,
  resumesTls: false,
} as const;

/** What all connections of a fleet use together, one after the other. */
export class FleetShared {
  readonly clock: Clock;
  readonly open: OpenSocket;
  readonly options: Required<Omit<WireOptions, 'plainTcp' | 'sourceAddresses' | 'via'>>;
  readonly slab = new PacketSlab();
  readonly decoder = new PacketDecoder();
  /** Every socket reads into it. */
  readonly buffer = Buffer.allocUnsafeSlow(64 * 1024);
  readonly publish = emptyPublish();

  constructor(clock: Clock, options: WireOptions, open: OpenSocket = socketOpener()) {
    this.clock = clock;
    this.open = open;
    this.options = { ...defaults, ...options };
  }
}
