import { unsafe } from '@noble/ciphers/aes.js';

import { encryptState, state } from './aes-block.ts';
import { littleWord, putLittleWord } from './aes-words.ts';

const blockBytes = 16;

/** AES-128-CMAC (NIST SP 800-38B) under one key, with its schedule and its two subkeys kept. */
export function aesCmacKey(key: Uint8Array): (message: Uint8Array) => Uint8Array {
  const schedule = unsafe.expandKeyLE(key);
  state.fill(0);
  encryptState(schedule);
  const whole = new Uint8Array(blockBytes);
  putState(whole);
  double(whole);
  const padded = whole.slice();
  double(padded);
  return (message) => {
    const { length } = message;
    const lastAt = length === 0 ? 0 : (length - 1) & -blockBytes;
    state.fill(0);
    for (let at = 0; at < lastAt; at += blockBytes) chain(schedule, message, at);
    const last = (length - lastAt === blockBytes ? whole : padded).slice();
    for (let i = lastAt; i < length; i += 1)
      last[i - lastAt] = (last[i - lastAt] ?? 0) ^ (message[i] ?? 0);
    if (length - lastAt < blockBytes) last[length - lastAt] = (last[length - lastAt] ?? 0) ^ 0x80;
    chain(schedule, last, 0);
    putState(last);
    return last;
  };
}

/** The next block: what came out of the one before goes into it. */
function chain(schedule: Uint32Array, bytes: Uint8Array, at: number): void {
  for (let part = 0; part < 4; part += 1) {
    state[part] = (state[part] ?? 0) ^ littleWord(bytes, at + 4 * part);
  }
  encryptState(schedule);
}

function putState(out: Uint8Array): void {
  for (let part = 0; part < 4; part += 1) putLittleWord(out, 4 * part, state[part] ?? 0);
}

/** Times x in GF(2^128), the first bit of the first byte being the highest. */
function double(block: Uint8Array): void {
  const carry = (block[0] ?? 0) >> 7;
  for (let i = 0; i < blockBytes; i += 1) {
    block[i] = ((block[i] ?? 0) << 1) | ((block[i + 1] ?? 0) >> 7);
  }
  block[blockBytes - 1] = (block[blockBytes - 1] ?? 0) ^ (carry * 0x87);
}
