/**
 * The AES-128 block cipher (FIPS 197) as a chip has it beside its processor. The tables of `@noble/ciphers` take half a
 * megabyte, which a loop of nothing else keeps in the cache of a processor, and a simulated device does not; these take
 * little more than a kilobyte. That both give the same is in `native-crypto.property.test.ts`.
 */
const substitution = new Uint8Array(256);
/** What a byte of the first row contributes to its column, as a little-endian word; other rows are rotations of it. */
const column = new Int32Array(256);
const rounds = 10;

fillTables();

/** The four little-endian words of a block: what goes in, and then what came out. */
export const state = new Int32Array(4);

/** Encrypts {@link state} in its place, under a schedule of 44 little-endian words. */
export function encryptState(schedule: Uint32Array): void {
  let a = (state[0] ?? 0) ^ key(schedule, 0);
  let b = (state[1] ?? 0) ^ key(schedule, 1);
  let c = (state[2] ?? 0) ^ key(schedule, 2);
  let d = (state[3] ?? 0) ^ key(schedule, 3);
  for (let at = 4; at < 4 * rounds; at += 4) {
    const a1 = mixed(a, b, c, d) ^ key(schedule, at);
    const b1 = mixed(b, c, d, a) ^ key(schedule, at + 1);
    const c1 = mixed(c, d, a, b) ^ key(schedule, at + 2);
    d = mixed(d, a, b, c) ^ key(schedule, at + 3);
    a = a1;
    b = b1;
    c = c1;
  }
  state[0] = substituted(a, b, c, d) ^ key(schedule, 40);
  state[1] = substituted(b, c, d, a) ^ key(schedule, 41);
  state[2] = substituted(c, d, a, b) ^ key(schedule, 42);
  state[3] = substituted(d, a, b, c) ^ key(schedule, 43);
}

/** One column after SubBytes, ShiftRows and MixColumns: a byte of each of four columns before. */
function mixed(first: number, second: number, third: number, fourth: number): number {
  const one = column[(second >>> 8) & 0xff] ?? 0;
  const two = column[(third >>> 16) & 0xff] ?? 0;
  const three = column[fourth >>> 24] ?? 0;
  return (
    (column[first & 0xff] ?? 0) ^
    ((one << 8) | (one >>> 24)) ^
    ((two << 16) | (two >>> 16)) ^
    ((three << 24) | (three >>> 8))
  );
}

/** The same without MixColumns, as the last round has it. */
function substituted(first: number, second: number, third: number, fourth: number): number {
  return (
    (substitution[first & 0xff] ?? 0) |
    ((substitution[(second >>> 8) & 0xff] ?? 0) << 8) |
    ((substitution[(third >>> 16) & 0xff] ?? 0) << 16) |
    ((substitution[fourth >>> 24] ?? 0) << 24)
  );
}

function key(schedule: Uint32Array, at: number): number {
  return schedule[at] ?? 0;
}

/** FIPS 197, section 5.1.1: inverses in GF(2^8) by powers of 3, and the affine map over them. */
function fillTables(): void {
  const powers = new Uint8Array(256);
  const logarithms = new Uint8Array(256);
  for (let power = 0, value = 1; power < 255; power += 1) {
    powers[power] = value;
    logarithms[value] = power;
    value ^= doubled(value);
  }
  for (let value = 0; value < 256; value += 1) {
    const inverse = value === 0 ? 0 : (powers[(255 - (logarithms[value] ?? 0)) % 255] ?? 0);
    let sum = inverse;
    for (let turn = 1; turn <= 4; turn += 1) sum ^= (inverse << turn) | (inverse >> (8 - turn));
    const byte = (sum ^ 0x63) & 0xff;
    substitution[value] = byte;
    column[value] = doubled(byte) | (byte << 8) | (byte << 16) | ((doubled(byte) ^ byte) << 24);
  }
}

function doubled(value: number): number {
  return ((value << 1) ^ (value >> 7 === 0 ? 0 : 0x11b)) & 0xff;
}
