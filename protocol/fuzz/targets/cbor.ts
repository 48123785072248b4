import { concatBytes } from '../../src/bytes.ts';
import { decodeCbor, encodeCbor, type CborValue } from '../../src/cbor.ts';
import { corpora, repeated } from '../corpus.ts';
import type { FuzzTarget } from '../target.ts';

const corpus = [
  ...corpora.payloads,
  ...corpora.instructions.slice(0, 4),
  ...corpora.policies.slice(0, 2),
];

const shapes = {
  'list of zeros': (bytes: number) => encodeCbor(Array.from({ length: bytes }, () => 0)),
  'list of lists': (bytes: number) => encodeCbor(Array.from({ length: bytes }, () => [])),
  'map of numbers': (bytes: number) =>
    encodeCbor(new Map(Array.from({ length: Math.ceil(bytes / 4) }, (_, i) => [i, 0]))),
  'one byte string': (bytes: number) => encodeCbor(new Uint8Array(bytes)),
  'one text': (bytes: number) => encodeCbor('a'.repeat(bytes)),
};

/** As instructions and policies are read: one encoding for one value. */
export const deterministicCbor: FuzzTarget = {
  name: 'CBOR, deterministic',
  corpus,
  run(input) {
    const read = decodeCbor(input, { useMaps: true, deterministic: true });
    if (!read.ok) return { accepted: false, output: read };
    return { accepted: true, output: read.value, again: encodeCbor(read.value) };
  },
  dress: (input, dice) =>
    encodeCbor(dice.chance(50) ? [input, dice.word(), new Map([[dice.below(99), input]])] : input),
  shapes,
};

/** As SMP is read: what Zephyr sends has indefinite lengths. What was read once reads so again. */
export const lenientCbor: FuzzTarget = {
  name: 'CBOR, as Zephyr sends it',
  corpus,
  run(input) {
    const read = decodeCbor(input);
    if (!read.ok) return { accepted: false, output: read };
    const bytes = encodeCbor(read.value);
    const again = decodeCbor(bytes, { deterministic: true });
    if (!again.ok && !hasFraction(read.value)) throw new TypeError(again.fault.came);
    return { accepted: true, output: read.value };
  },
  dress: (input) => concatBytes(Uint8Array.of(0xbf, 0x61, 0x64), input, Uint8Array.of(0xff)),
  shapes: {
    ...withTextKeys(shapes),
    'text in pieces': (bytes) =>
      concatBytes(
        Uint8Array.of(0x7f),
        repeated(Uint8Array.of(0x61, 0x61), bytes),
        Uint8Array.of(0xff),
      ),
    'endless list': (bytes) =>
      concatBytes(Uint8Array.of(0x9f), new Uint8Array(bytes), Uint8Array.of(0xff)),
  },
};

function withTextKeys(all: typeof shapes): FuzzTarget['shapes'] {
  const map = (bytes: number) =>
    encodeCbor(new Map(Array.from({ length: Math.ceil(bytes / 8) }, (_, i) => [`k${i}`, 0])));
  return { ...all, 'map of numbers': map };
}

/** Fractions are for the schema to refuse. */
function hasFraction(value: CborValue): boolean {
  const open: CborValue[] = [value];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (typeof one === 'number' && !Number.isSafeInteger(one)) return true;
    if (typeof one !== 'object' || one === null || one instanceof Uint8Array) continue;
    open.push(...(Object.values(one) as CborValue[]));
  }
  return false;
}
