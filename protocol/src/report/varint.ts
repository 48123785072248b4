/**
 * Seven bits a byte, low bits first, top bit set on all but the last (LEB128). Eight bytes hold
 * 2^53 - 1.
 */
const varintBytesMax = 8;

/** Appends a whole number in 0 .. 2^53 - 1. */
export function pushVarint(out: number[], value: number): void {
  let rest = value;
  while (rest > 0x7f) {
    // No shifts: these are 32 bits wide, and times times sixteen are wider.
    out.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  out.push(rest);
}

/** 0, -1, 1, -2, .. become 0, 1, 2, 3, .. so that small numbers of either sign are short. */
export function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

/** Inverse of {@link zigzag}. */
export function unzigzag(code: number): number {
  // `0 - x` and not `-x`: there is no negative zero on the wire.
  return code % 2 === 0 ? code / 2 : 0 - (code + 1) / 2;
}

/**
 * Reads varints off a byte string and remembers the first thing that was wrong; it never throws.
 */
export class VarintReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #problem: 'truncated' | 'overlong' | undefined;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get bytesLeft(): number {
    return this.#bytes.length - this.#at;
  }

  /**
   * `truncated`: the bytes ended inside a number. `overlong`: it was not the shortest form, or
   * above 2^53 - 1.
   */
  get problem(): 'truncated' | 'overlong' | undefined {
    return this.#problem;
  }

  /**
   * The next number; 0 once there is a problem, so that callers may check once at the end of a
   * record.
   */
  unsigned(): number {
    if (this.#problem !== undefined) return 0;
    let value = 0;
    let scale = 1;
    for (let i = 0; i < varintBytesMax; i += 1) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) return this.#fail('truncated');
      this.#at += 1;
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
      if (byte < 0x80) {
        const shortest = byte !== 0 || i === 0;
        return shortest && Number.isSafeInteger(value) ? value : this.#fail('overlong');
      }
    }
    return this.#fail('overlong');
  }

  signed(): number {
    return unzigzag(this.unsigned());
  }

  #fail(problem: 'truncated' | 'overlong'): number {
    this.#problem = problem;
    return 0;
  }
}
