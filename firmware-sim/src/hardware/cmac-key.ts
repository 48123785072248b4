import { unsafe } from '@noble/ciphers/aes.js';

import { littleWord, putLittleWord } from './aes-words.ts';

const blockBytes = 16;

/** AES-128-CMAC (NIST SP 800-38B) under one key, with its schedule and its two subkeys kept; the AES block from noble. */
export function aesCmacKey(key: Uint8Array): (message: Uint8Array) => Uint8Array {
  const schedule = unsafe.expandKeyLE(key);
  const { s0, s1, s2, s3 } = unsafe.encrypt(schedule, 0, 0, 0, 0);
  const whole = new Uint8Array(blockBytes);
  [s0, s1, s2, s3].forEach((word, index) => putLittleWord(whole, 4 * index, word));
  double(whole);
  const padded = whole.slice();
  double(padded);
  return (message) => {
    const { length } = message;
    const lastAt = length === 0 ? 0 : (length - 1) & -blockBytes;
    let [c0, c1, c2, c3] = [0, 0, 0, 0];
    for (let at = 0; at < lastAt; at += blockBytes) {
      const next = unsafe.encrypt(
        schedule,
        c0 ^ littleWord(message, at),
        c1 ^ littleWord(message, at + 4),
        c2 ^ littleWord(message, at + 8),
        c3 ^ littleWord(message, at + 12),
      );
      [c0, c1, c2, c3] = [next.s0, next.s1, next.s2, next.s3];
    }
    const last = (length - lastAt === blockBytes ? whole : padded).slice();
    for (let i = lastAt; i < length; i += 1)
      last[i - lastAt] = (last[i - lastAt] ?? 0) ^ (message[i] ?? 0);
    if (length - lastAt < blockBytes) last[length - lastAt] = (last[length - lastAt] ?? 0) ^ 0x80;
    const end = unsafe.encrypt(
      schedule,
      c0 ^ littleWord(last, 0),
      c1 ^ littleWord(last, 4),
      c2 ^ littleWord(last, 8),
      c3 ^ littleWord(last, 12),
    );
    putLittleWord(last, 0, end.s0);
    putLittleWord(last, 4, end.s1);
    putLittleWord(last, 8, end.s2);
    putLittleWord(last, 12, end.s3);
    return last;
  };
}

/** Times x in GF(2^128), the first bit of the first byte being the highest. */
function double(block: Uint8Array): void {
  const carry = (block[0] ?? 0) >> 7;
  for (let i = 0; i < blockBytes; i += 1) {
    block[i] = ((block[i] ?? 0) << 1) | ((block[i + 1] ?? 0) >> 7);
  }
  block[blockBytes - 1] = (block[blockBytes - 1] ?? 0) ^ (carry * 0x87);
}
