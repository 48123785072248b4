import { concatBytes } from '../src/bytes.ts';
import type { Dice } from './dice.ts';

/** Bytes at which formats change their mind: ends of ranges, CBOR heads, line ends, brackets. */
const tellingBytes = [
  0x00, 0x01, 0x17, 0x18, 0x1b, 0x1f, 0x20, 0x3b, 0x40, 0x5b, 0x5f, 0x60, 0x7f, 0x80, 0x9b, 0x9f,
  0xa0, 0xbf, 0xc0, 0xf6, 0xf9, 0xfb, 0xfe, 0xff, 0x06, 0x09, 0x04, 0x14, 0x0a, 0x0d, 0x2c, 0x3a,
] as const;

type Mutation = (bytes: Uint8Array, dice: Dice, other: Uint8Array) => Uint8Array;

function put(bytes: Uint8Array, at: number, drop: number, insert: Uint8Array): Uint8Array {
  return concatBytes(bytes.subarray(0, at), insert, bytes.subarray(at + drop));
}

const mutations: readonly Mutation[] = [
  function flipBit(bytes, dice) {
    const at = dice.below(bytes.length);
    return put(bytes, at, 1, Uint8Array.of((bytes[at] ?? 0) ^ (1 << dice.below(8))));
  },
  function tellingByte(bytes, dice) {
    return put(bytes, dice.below(bytes.length), 1, Uint8Array.of(dice.pick(tellingBytes)));
  },
  function nearby(bytes, dice) {
    const at = dice.below(bytes.length);
    return put(bytes, at, 1, Uint8Array.of((bytes[at] ?? 0) + dice.pick([-1, 1, -16, 16])));
  },
  function remove(bytes, dice) {
    return put(bytes, dice.below(bytes.length), 1 + dice.small(16), new Uint8Array());
  },
  function insertNoise(bytes, dice) {
    return put(bytes, dice.below(bytes.length + 1), 0, dice.bytes(1 + dice.small(16)));
  },
  function insertTelling(bytes, dice) {
    const insert = new Uint8Array(1 + dice.small(20)).fill(dice.pick(tellingBytes));
    return put(bytes, dice.below(bytes.length + 1), 0, insert);
  },
  function largeNumber(bytes, dice) {
    const width = dice.pick([2, 4, 8]);
    return put(bytes, dice.below(bytes.length), width, new Uint8Array(width).fill(0xff));
  },
  function repeatPiece(bytes, dice) {
    const from = dice.below(bytes.length);
    const piece = bytes.slice(from, from + 1 + dice.small(64));
    return put(bytes, dice.below(bytes.length + 1), 0, piece);
  },
  function splice(bytes, dice, other) {
    const piece = other.subarray(dice.below(other.length));
    return concatBytes(bytes.subarray(0, dice.below(bytes.length + 1)), piece);
  },
  function borrow(bytes, dice, other) {
    const from = dice.below(other.length);
    const piece = other.slice(from, from + 1 + dice.small(64));
    return put(bytes, dice.below(bytes.length + 1), dice.small(8), piece);
  },
  function cut(bytes, dice) {
    return bytes.slice(0, dice.below(bytes.length + 1));
  },
];

/** A golden input, changed in one to eight places; now and then it is noise, or left as it is. */
export function makeInput(corpus: readonly Uint8Array[], dice: Dice, bytesMax: number): Uint8Array {
  if (corpus.length === 0 || dice.chance(6)) return dice.bytes(dice.small(Math.min(bytesMax, 600)));
  let bytes = dice.pick(corpus);
  if (dice.chance(3)) return bytes.slice();
  for (let left = 1 + dice.small(7); left > 0; left -= 1) {
    bytes = dice.pick(mutations)(bytes, dice, dice.pick(corpus));
  }
  return bytes.slice(0, bytesMax);
}
