import { swapped } from './aes-words.ts';

/** Words of a table: 32 places of four bits, 16 values each, four words of 32 bits a value. */
const tableWords = 32 * 16 * 4;
/** x^128 = x^7 + x^2 + x + 1, in the reflected order of GCM. */
const reduction = 0xe1000000;

/**
 * GHASH of AES-GCM (NIST SP 800-38D, section 6.4) for one hash key, with a table of what each half byte of a block
 * contributes: a multiplication is 32 lookups (V. Shoup, "On Fast and Provably Secure Message Authentication Based on
 * Universal Hashing", 1996).
 */
export class GhashTable {
  readonly #table = new Int32Array(tableWords);
  /** The hash so far. */
  #s0 = 0;
  #s1 = 0;
  #s2 = 0;
  #s3 = 0;

  /** The hash key as four big-endian words. */
  setKey(k0: number, k1: number, k2: number, k3: number): void {
    const table = this.#table;
    let [d0, d1, d2, d3] = [k0, k1, k2, k3];
    for (let bit = 0; bit < 128; bit += 1) {
      const at = (bit >> 2) * 64 + (8 >> (bit & 3)) * 4;
      table[at] = d0;
      table[at + 1] = d1;
      table[at + 2] = d2;
      table[at + 3] = d3;
      const carry = -(d3 & 1) & reduction;
      d3 = (d2 << 31) | (d3 >>> 1);
      d2 = (d1 << 31) | (d2 >>> 1);
      d1 = (d0 << 31) | (d1 >>> 1);
      d0 = (d0 >>> 1) ^ carry;
    }
    for (let place = 0; place < tableWords; place += 64) {
      for (let value = 3; value < 16; value += 1) {
        // A power of two stands already; every other value is its lowest bit and the rest.
        const low = value & -value;
        if (low === value) continue;
        for (let part = 0; part < 4; part += 1) {
          table[place + value * 4 + part] =
            (table[place + low * 4 + part] ?? 0) ^ (table[place + (value ^ low) * 4 + part] ?? 0);
        }
      }
    }
  }

  start(): void {
    this.#s0 = 0;
    this.#s1 = 0;
    this.#s2 = 0;
    this.#s3 = 0;
  }

  /** Takes bytes, the last block filled up with zeros. */
  update(bytes: Uint8Array, length = bytes.length): void {
    let at = 0;
    for (; at + 16 <= length; at += 16) {
      this.block(word(bytes, at), word(bytes, at + 4), word(bytes, at + 8), word(bytes, at + 12));
    }
    if (at === length) return;
    const last = [0, 0, 0, 0];
    for (let i = at; i < length; i += 1) {
      const index = (i - at) >> 2;
      last[index] = (last[index] ?? 0) | ((bytes[i] ?? 0) << (24 - 8 * ((i - at) & 3)));
    }
    this.block(last[0] ?? 0, last[1] ?? 0, last[2] ?? 0, last[3] ?? 0);
  }

  /** Takes one block as four big-endian words. */
  block(w0: number, w1: number, w2: number, w3: number): void {
    const table = this.#table;
    let [z0, z1, z2, z3] = [0, 0, 0, 0];
    let place = 0;
    for (let index = 0; index < 4; index += 1) {
      const input =
        index === 0
          ? w0 ^ this.#s0
          : index === 1
            ? w1 ^ this.#s1
            : index === 2
              ? w2 ^ this.#s2
              : w3 ^ this.#s3;
      for (let shift = 28; shift >= 0; shift -= 4) {
        const at = place + ((input >>> shift) & 15) * 4;
        z0 ^= table[at] ?? 0;
        z1 ^= table[at + 1] ?? 0;
        z2 ^= table[at + 2] ?? 0;
        z3 ^= table[at + 3] ?? 0;
        place += 64;
      }
    }
    this.#s0 = z0;
    this.#s1 = z1;
    this.#s2 = z2;
    this.#s3 = z3;
  }

  /** Writes the hash under a mask of four little-endian words. */
  finish(out: Uint8Array, at: number, mask: Int32Array): void {
    put(out, at, this.#s0 ^ swapped(mask[0] ?? 0));
    put(out, at + 4, this.#s1 ^ swapped(mask[1] ?? 0));
    put(out, at + 8, this.#s2 ^ swapped(mask[2] ?? 0));
    put(out, at + 12, this.#s3 ^ swapped(mask[3] ?? 0));
  }

  wipe(): void {
    this.#table.fill(0);
    this.start();
  }
}

function word(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)
  );
}

function put(out: Uint8Array, at: number, value: number): void {
  out[at] = value >>> 24;
  out[at + 1] = value >>> 16;
  out[at + 2] = value >>> 8;
  out[at + 3] = value;
}
