import { array, assert, integer, property } from 'fast-check';
import { expect, it } from 'vitest';

import { PacketMeter } from './packet-meter.ts';

/** A control packet of the given body length, MQTT 3.1.1 section 2.2. */
function packet(bodyBytes: number): number[] {
  const length: number[] = [];
  let rest = bodyBytes;
  do {
    const digit = rest % 128;
    rest = Math.floor(rest / 128);
    length.push(rest > 0 ? digit + 128 : digit);
  } while (rest > 0);
  return [0x30, ...length, ...Array.from({ length: bodyBytes }, () => 0xff)];
}

function chunksOf(bytes: readonly number[], sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (let i = 0; at < bytes.length; i += 1) {
    const size = sizes[i % sizes.length] ?? 1;
    chunks.push(Uint8Array.from(bytes.slice(at, at + size)));
    at += size;
  }
  return chunks;
}

const sizes = array(integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 });

it('accepts packets up to the limit and refuses the first longer one, however they are cut', () => {
  assert(
    property(array(integer({ min: 0, max: 400 }), { maxLength: 8 }), sizes, (bodies, cut) => {
      const packets = bodies.map(packet);
      const fits = packets.every((one) => one.length <= 200);
      const meter = new PacketMeter(200);
      const verdicts = chunksOf(packets.flat(), cut).map((chunk) => meter.accept(chunk));
      expect(verdicts.every(Boolean)).toBe(fits);
    }),
  );
});

it('refuses a length of more than four digits, and everything after it', () => {
  const meter = new PacketMeter(Number.MAX_SAFE_INTEGER);
  expect(meter.accept(Uint8Array.of(0x30, 0x80, 0x80, 0x80, 0x80))).toBe(false);
  expect(meter.accept(Uint8Array.of(0x00))).toBe(false);
});

it('refuses a long packet before its body has come', () => {
  const meter = new PacketMeter(1000);
  expect(meter.accept(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0x7f))).toBe(false);
});
