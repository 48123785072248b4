import {
  assert,
  boolean,
  constantFrom,
  integer,
  property,
  record,
  string,
  uint8Array,
} from 'fast-check';
import { generate } from 'mqtt-packet';
import { expect, it } from 'vitest';

import { WILL_PAYLOAD } from '../../adapters/mqtt/mqtt-topics.ts';
import { protocolLevel } from '../../adapters/mqtt/mqtt-version.ts';
import { PacketDecoder } from './packet-decoder.ts';
import {
  emptyPublish,
  encodeConnect,
  encodePuback,
  encodePublish,
  encodeSubscribe,
  type PublishFields,
} from './packet-encoder.ts';
import { PacketSlab } from './packet-slab.ts';

function libraryPublish(fields: PublishFields): Buffer {
  const { version, topic, payload, packetId, isRepeated, topicAlias, expiryS } = fields;
  const properties = {
    ...(expiryS > 0 ? { messageExpiryInterval: expiryS } : {}),
    ...(topicAlias > 0 ? { topicAlias } : {}),
  };
  return generate(
    {
      cmd: 'publish',
      topic,
      payload: Buffer.from(payload),
      messageId: packetId,
      qos: 1,
      dup: isRepeated,
      retain: false,
      properties,
    },
    { protocolVersion: protocolLevel(version) },
  );
}

it('writes a PUBLISH as mqtt-packet does', () => {
  const slab = new PacketSlab();
  const parts = record({
    version: constantFrom('5' as const, '3.1.1' as const),
    topic: string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
    payload: uint8Array({ maxLength: 400 }),
    packetId: integer({ min: 1, max: 65_535 }),
    isRepeated: boolean(),
    topicAlias: integer({ min: 0, max: 3 }),
    expiryS: integer({ min: 0, max: 0xffff_ffff }),
    // The lengths at which the header grows.
    more: constantFrom(0, 0, 0, 16_200, 70_000, 2_097_200),
  });
  assert(
    property(parts, ({ more, ...fields }) => {
      const all: PublishFields = { ...emptyPublish(), ...fields };
      all.topic = fields.topic.replaceAll(/[#+]/gu, '-');
      if (more > 0) all.payload = new Uint8Array(more + fields.payload.length).fill(7);
      if (all.version === '3.1.1') [all.topicAlias, all.expiryS] = [0, 0];
      const theirs = libraryPublish(all);
      expect(encodePublish(all, slab, theirs.length - 1)).toBe(false);
      expect(encodePublish(all, slab, theirs.length)).toBe(true);
      expect(slab.take().equals(theirs)).toBe(true);
    }),
  );
});

const version = constantFrom('5' as const, '3.1.1' as const);
const topic = string({ unit: 'grapheme', minLength: 1, maxLength: 200 }).map((text) =>
  text.replaceAll(/[#+]/gu, '-'),
);

it('writes a CONNECT as mqtt-packet does', () => {
  const slab = new PacketSlab();
  const parts = record({
    version,
    clientId: string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
    willTopic: topic,
    keepaliveS: integer({ min: 0, max: 65_535 }),
    sessionExpiryS: integer({ min: 0, max: 0xffff_ffff }),
    packetBytesMax: integer({ min: 1, max: 0xffff_ffff }),
  });
  assert(
    property(parts, (fields) => {
      const { clientId, willTopic, keepaliveS, sessionExpiryS, packetBytesMax } = fields;
      encodeConnect(fields, slab);
      const properties = {
        sessionExpiryInterval: sessionExpiryS,
        maximumPacketSize: packetBytesMax,
      };
      const theirs = generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: protocolLevel(fields.version),
        clientId,
        clean: false,
        keepalive: keepaliveS,
        will: { topic: willTopic, payload: Buffer.from(WILL_PAYLOAD), qos: 1, retain: false },
        ...(fields.version === '5' ? { properties } : {}),
      });
      expect(slab.take().equals(theirs)).toBe(true);
    }),
  );
});

it('writes a SUBSCRIBE as mqtt-packet does', () => {
  const slab = new PacketSlab();
  const parts = record({ version, topic, packetId: integer({ min: 1, max: 65_535 }) });
  assert(
    property(parts, (fields) => {
      encodeSubscribe(fields, slab);
      const theirs = generate(
        {
          cmd: 'subscribe',
          messageId: fields.packetId,
          subscriptions: [{ topic: fields.topic, qos: 1 }],
        },
        { protocolVersion: protocolLevel(fields.version) },
      );
      expect(slab.take().equals(theirs)).toBe(true);
    }),
  );
});

it('writes a PUBACK that mqtt-packet reads as success, in both versions', () => {
  for (const messageId of [1, 255, 256, 65_535]) {
    const bytes = encodePuback(messageId);
    expect(bytes).toEqual(generate({ cmd: 'puback', messageId }));
    const packet = new PacketDecoder().decode('5', bytes);
    expect(packet).toMatchObject({ cmd: 'puback', messageId, reasonCode: 0 });
  }
});
