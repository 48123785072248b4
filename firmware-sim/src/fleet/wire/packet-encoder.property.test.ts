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

import { protocolLevel } from '../../adapters/mqtt/mqtt-version.ts';
import { PacketDecoder } from './packet-decoder.ts';
import {
  emptyPublish,
  encodePuback,
  encodePublish,
  publishBytes,
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
      encodePublish(all, slab);
      const ours = slab.take();
      expect(ours.equals(libraryPublish(all))).toBe(true);
      expect(publishBytes(all)).toBe(ours.length);
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
