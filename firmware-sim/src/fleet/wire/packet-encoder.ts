import { generate } from 'mqtt-packet';

import { protocolLevel, type MqttVersion } from '../../adapters/mqtt/mqtt-version.ts';
import { WILL_PAYLOAD } from '../../adapters/mqtt/mqtt-topics.ts';
import type { PacketSlab } from './packet-slab.ts';

/** A PUBLISH with QoS 1, never retained. */
export interface PublishFields {
  version: MqttVersion;
  /** Not written where there is an alias that was named before. */
  topic: string;
  payload: Uint8Array;
  packetId: number;
  isRepeated: boolean;
  /** 0: none. */
  topicAlias: number;
  /** 0: never; MQTT 5 only. */
  expiryS: number;
}

const publishQos1 = 0x32;
const dup = 0x08;
const messageExpiryInterval = 0x02;
const topicAlias = 0x23;

export function emptyPublish(): PublishFields {
  return {
    version: '5',
    topic: '',
    payload: new Uint8Array(),
    packetId: 0,
    isRepeated: false,
    topicAlias: 0,
    expiryS: 0,
  };
}

/**
 * Writes a PUBLISH behind what is pending in the slab (MQTT 5.0 section 3.3), unless it has more bytes than the broker takes. By
 * hand, because one is written for every report; what it writes is compared with `mqtt-packet` in a test.
 */
export function encodePublish(fields: PublishFields, slab: PacketSlab, bytesMax: number): boolean {
  const { version, topic, payload, packetId, expiryS } = fields;
  const remaining = remainingBytes(fields);
  const length = 1 + varintBytes(remaining) + remaining;
  if (length > bytesMax) return false;
  const { bytes, at: from } = slab.reserve(length);
  let at = from;
  bytes[at++] = publishQos1 | (fields.isRepeated ? dup : 0);
  at = writeVarint(bytes, at, remaining);
  at = writeText(bytes, at, topic);
  at = bytes.writeUInt16BE(packetId, at);
  if (version === '5') {
    bytes[at++] = propertiesBytes(fields);
    if (expiryS > 0) {
      bytes[at++] = messageExpiryInterval;
      at = bytes.writeUInt32BE(expiryS, at);
    }
    if (fields.topicAlias > 0) {
      bytes[at++] = topicAlias;
      at = bytes.writeUInt16BE(fields.topicAlias, at);
    }
  }
  bytes.set(payload, at);
  return true;
}

function remainingBytes(fields: PublishFields): number {
  const { version, topic, payload } = fields;
  const properties = version === '5' ? 1 + propertiesBytes(fields) : 0;
  return 2 + Buffer.byteLength(topic) + 2 + properties + payload.length;
}

function writeText(bytes: Buffer, at: number, text: string): number {
  const length = bytes.write(text, at + 2);
  bytes.writeUInt16BE(length, at);
  return at + 2 + length;
}

function propertiesBytes({ expiryS, topicAlias: alias }: PublishFields): number {
  return (expiryS > 0 ? 5 : 0) + (alias > 0 ? 3 : 0);
}

function varintBytes(value: number): number {
  if (value < 128) return 1;
  if (value < 16_384) return 2;
  return value < 2_097_152 ? 3 : 4;
}

function writeVarint(bytes: Buffer, from: number, value: number): number {
  let [at, rest] = [from, value];
  while (rest > 127) {
    bytes[at++] = 0x80 | (rest & 0x7f);
    rest >>>= 7;
  }
  bytes[at++] = rest;
  return at;
}

/** PUBACK "success", which has the same form in both versions. */
export function encodePuback(packetId: number): Buffer {
  return Buffer.from([0x40, 2, packetId >> 8, packetId & 0xff]);
}

export const pingreq: Buffer = generate({ cmd: 'pingreq' });
/** DISCONNECT "normal", which has the same form in both versions. */
export const disconnect: Buffer = generate({ cmd: 'disconnect' });

export interface ConnectFields {
  readonly version: MqttVersion;
  readonly clientId: string;
  readonly willTopic: string;
  readonly keepaliveS: number;
  /** MQTT 5 only, like the next one. */
  readonly sessionExpiryS: number;
  readonly packetBytesMax: number;
}

const connect = 0x10;
const protocolName = 'MQTT';
/** A will at QoS 1 that is not retained; the session is kept (MQTT 5.0 section 3.1.2.3). */
const connectFlags = 0x04 | 0x08;
const sessionExpiryInterval = 0x11;
const maximumPacketSize = 0x27;
const connectPropertiesBytes = 10;
const willPayload = Buffer.from(WILL_PAYLOAD);

/** Writes a CONNECT that keeps the session behind what is pending in the slab (MQTT 5.0 section 3.1). */
export function encodeConnect(fields: ConnectFields, slab: PacketSlab): void {
  const { version, clientId, willTopic, keepaliveS, sessionExpiryS, packetBytesMax } = fields;
  const is5 = version === '5';
  const payloadBytes =
    6 + Buffer.byteLength(clientId) + Buffer.byteLength(willTopic) + willPayload.length;
  // The name, the level, the flags and the interval; in MQTT 5 properties of the connection and, none, of the will.
  const remaining = 10 + (is5 ? connectPropertiesBytes + 2 : 0) + payloadBytes;
  const { bytes, at: from } = slab.reserve(1 + varintBytes(remaining) + remaining);
  let at = from;
  bytes[at++] = connect;
  at = writeVarint(bytes, at, remaining);
  at = writeText(bytes, at, protocolName);
  bytes[at++] = protocolLevel(version);
  bytes[at++] = connectFlags;
  at = bytes.writeUInt16BE(keepaliveS, at);
  if (is5) {
    bytes[at++] = connectPropertiesBytes;
    bytes[at++] = sessionExpiryInterval;
    at = bytes.writeUInt32BE(sessionExpiryS, at);
    bytes[at++] = maximumPacketSize;
    at = bytes.writeUInt32BE(packetBytesMax, at);
  }
  at = writeText(bytes, at, clientId);
  if (is5) bytes[at++] = 0;
  at = writeText(bytes, at, willTopic);
  at = bytes.writeUInt16BE(willPayload.length, at);
  bytes.set(willPayload, at);
}

export interface SubscribeFields {
  readonly version: MqttVersion;
  readonly topic: string;
  readonly packetId: number;
}

const subscribe = 0x82;
const qos1 = 1;

/** Writes a SUBSCRIBE for one topic at QoS 1 behind what is pending in the slab (MQTT 5.0 section 3.8). */
export function encodeSubscribe(fields: SubscribeFields, slab: PacketSlab): void {
  const { version, topic, packetId } = fields;
  const is5 = version === '5';
  const remaining = 2 + (is5 ? 1 : 0) + 2 + Buffer.byteLength(topic) + 1;
  const { bytes, at: from } = slab.reserve(1 + varintBytes(remaining) + remaining);
  let at = from;
  bytes[at++] = subscribe;
  at = writeVarint(bytes, at, remaining);
  at = bytes.writeUInt16BE(packetId, at);
  if (is5) bytes[at++] = 0;
  at = writeText(bytes, at, topic);
  bytes[at] = qos1;
}
