import { InternalError, type AesGcmKey } from '@feierabend/protocol';
import { unsafe } from '@noble/ciphers/aes.js';

import { littleWord, swapped } from './aes-words.ts';
import { GhashTable } from './ghash-table.ts';

const tagBytes = 16;
const nonceBytes = 12;

/** What is worked out of a key before the first message, as a cipher block keeps it in its key slots. */
interface KeySlot {
  owner: GcmKey | undefined;
  /** The key schedule; empty without an owner. */
  schedule: Uint32Array;
  readonly hash: GhashTable;
}

/** Devices of one process take turns: a slot takes 9 kB, and a device seals many times in a row. */
const slotsMax = 16;
const slots: KeySlot[] = [];
let nextSlot = 0;

/**
 * AES-128-GCM (NIST SP 800-38D) under one key, the AES block from `@noble/ciphers`. Short messages under one key are what
 * a tracker seals, and for those OpenSSL behind Node's streams spends its time on making and ending a cipher.
 */
export class GcmKey implements AesGcmKey {
  readonly #key: Uint8Array;
  #slot: KeySlot | undefined;
  #isWiped = false;

  constructor(key: Uint8Array) {
    this.#key = key.slice();
  }

  encrypt(message: Parameters<AesGcmKey['encrypt']>[0]): Uint8Array {
    const { nonce, aad, plaintext } = message;
    if (nonce.length !== nonceBytes) throw new InternalError('a GCM nonce that is not of 12 bytes');
    const { schedule, hash } = this.#prepared();
    const [n0, n1, n2] = [littleWord(nonce, 0), littleWord(nonce, 4), littleWord(nonce, 8)];
    const { length } = plaintext;
    const sealed = new Uint8Array(length + tagBytes);
    for (let at = 0; at < length; at += 16) {
      const stream = unsafe.encrypt(schedule, n0, n1, n2, swapped(2 + (at >> 4)));
      mix(sealed, plaintext, at, stream.s0);
      mix(sealed, plaintext, at + 4, stream.s1);
      mix(sealed, plaintext, at + 8, stream.s2);
      mix(sealed, plaintext, at + 12, stream.s3);
    }
    hash.start();
    hash.update(aad);
    hash.update(sealed, length);
    hash.block(0, aad.length * 8, 0, length * 8);
    const mask = unsafe.encrypt(schedule, n0, n1, n2, swapped(1));
    hash.finish(sealed, length, [
      swapped(mask.s0),
      swapped(mask.s1),
      swapped(mask.s2),
      swapped(mask.s3),
    ]);
    return sealed;
  }

  wipe(): void {
    this.#key.fill(0);
    this.#isWiped = true;
    const slot = this.#slot;
    if (slot?.owner === this) {
      slot.owner = undefined;
      slot.schedule.fill(0);
      slot.hash.wipe();
    }
    this.#slot = undefined;
  }

  #prepared(): KeySlot {
    if (this.#isWiped) throw new InternalError('a wiped key was asked to seal');
    if (this.#slot?.owner === this) return this.#slot;
    const slot = slots[nextSlot] ?? {
      owner: undefined,
      schedule: new Uint32Array(),
      hash: new GhashTable(),
    };
    slots[nextSlot] = slot;
    nextSlot = (nextSlot + 1) % slotsMax;
    slot.owner = this;
    slot.schedule = unsafe.expandKeyLE(this.#key);
    const { s0, s1, s2, s3 } = unsafe.encrypt(slot.schedule, 0, 0, 0, 0);
    slot.hash.setKey(swapped(s0), swapped(s1), swapped(s2), swapped(s3));
    this.#slot = slot;
    return slot;
  }
}

/** Four bytes of plaintext under four of the key stream. */
function mix(out: Uint8Array, plaintext: Uint8Array, at: number, stream: number): void {
  const end = Math.min(at + 4, plaintext.length);
  for (let i = at, part = stream; i < end; i += 1, part >>>= 8) {
    out[i] = (plaintext[i] ?? 0) ^ part;
  }
}
