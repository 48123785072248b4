import type { LinkError } from '@feierabend/protocol';

import type { TlsIdentity } from '../../adapters/mqtt/mqtt-tls.ts';
import type { DeviceChannel } from '../../core/ports.ts';

/** `nobody`: the broker took the message and had no reader to keep it for (MQTT 5 only). */
export type PublishOutcome = 'acknowledged' | 'nobody';

/** Whose connection it is, and who is told. */
export interface ConnectionOwner {
  readonly clientId: string;
  topic(channel: DeviceChannel | 'smp/req'): string;
  nextPacketId(): number;
  /** Connected, and the subscription granted. */
  connected(): void;
  /** False when no packet of that number is under way. */
  acknowledged(packetId: number, outcome: PublishOutcome): boolean;
  received(topic: string, payload: Uint8Array): void;
  /** All that came was read, or the socket has room again: a good time to write. */
  pump(): void;
  /** Called once, and nothing after it. */
  ended(failure: LinkError, refused?: Refused): void;
  /** The connection wants to be looked at no later than then. */
  wake(atMs: number): void;
  /** A TLS session that may be taken up again. */
  resumable(session: Buffer): void;
}

/** What the broker did not take, so that another attempt is to be made at once, without it. */
export type Refused = 'version' | 'session';

/** Where and as whom to connect. */
export interface DialParts {
  readonly ip: string;
  readonly localAddress: string | undefined;
  /** Undefined: plain TCP. */
  readonly identity: TlsIdentity | undefined;
  readonly session: Buffer | undefined;
}

/** Which alias stands for the topic of a channel (MQTT 5). */
export const topicAliases: Readonly<Record<DeviceChannel, number>> = {
  report: 1,
  status: 2,
  event: 3,
  journal: 4,
  'smp/rsp': 5,
};
