import { InternalError, type AesGcmKey } from '@feierabend/protocol';
import { unsafe } from '@noble/ciphers/aes.js';

import { encryptState, state } from './aes-block.ts';
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
 * AES-128-GCM (NIST SP 800-38D) under one key. Short messages under one key are what
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
    const { length } = plaintext;
    const sealed = new Uint8Array(length + tagBytes);
    for (let at = 0; at < length; at += 16) {
      counterBlock(nonce, 2 + (at >> 4));
      encryptState(schedule);
      for (let part = 0; part < 4; part += 1) {
        mix(sealed, plaintext, at + 4 * part, state[part] ?? 0);
      }
    }
    hash.start();
    hash.update(aad);
    hash.update(sealed, length);
    hash.block(0, aad.length * 8, 0, length * 8);
    counterBlock(nonce, 1);
    encryptState(schedule);
    hash.finish(sealed, length, state);
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
    state.fill(0);
    encryptState(slot.schedule);
    const [h0 = 0, h1 = 0, h2 = 0, h3 = 0] = state;
    slot.hash.setKey(swapped(h0), swapped(h1), swapped(h2), swapped(h3));
    this.#slot = slot;
    return slot;
  }
}

/** SP 800-38D, section 7.1: the nonce and a counter of 32 bits. */
function counterBlock(nonce: Uint8Array, counter: number): void {
  state[0] = littleWord(nonce, 0);
  state[1] = littleWord(nonce, 4);
  state[2] = littleWord(nonce, 8);
  state[3] = swapped(counter);
}

/** Four bytes of plaintext under four of the key stream. */
function mix(out: Uint8Array, plaintext: Uint8Array, at: number, stream: number): void {
  const end = Math.min(at + 4, plaintext.length);
  for (let i = at, part = stream; i < end; i += 1, part >>>= 8) {
    out[i] = (plaintext[i] ?? 0) ^ part;
  }
}
