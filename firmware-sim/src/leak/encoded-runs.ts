/** A layer of text around bytes. */
export type RunLayer = 'hex' | 'base64';

/** Shorter runs hold no pair of coordinates: six bytes. */
const charactersMin = { hex: 12, base64: 8 } as const;
/** A longer run is decoded in parts, which overlap by more than a pair. */
const partCharacters = 4096;
const overlapCharacters = 96;

/**
 * Undoes hexadecimal and base64 wherever a stream has a run of their characters, in every alignment: the run may begin with
 * letters that do not belong to it.
 */
export class EncodedRuns {
  readonly #layer: RunLayer;
  readonly #decoded: (bytes: Uint8Array) => void;
  #run = '';

  constructor(layer: RunLayer, decoded: (bytes: Uint8Array) => void) {
    this.#layer = layer;
    this.#decoded = decoded;
  }

  push(bytes: Uint8Array): void {
    const belongs = members[this.#layer];
    let from = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      if (belongs[bytes[at] as number] === 1) continue;
      // In random bytes every fourth begins a run, and nearly none of them is long enough.
      const isTooShort = this.#run === '' && at - from < charactersMin[this.#layer];
      if (at > from && !isTooShort) this.#extend(bytes, from, at);
      if (this.#run !== '') this.end();
      from = at + 1;
    }
    if (bytes.length > from) this.#extend(bytes, from, bytes.length);
  }

  /** The stream, or a run in it, is over. */
  end(): void {
    if (this.#run.length >= charactersMin[this.#layer]) this.#decode();
    this.#run = '';
  }

  #extend(bytes: Uint8Array, from: number, until: number): void {
    for (let at = from; at < until; at += partCharacters) {
      const part = bytes.subarray(at, Math.min(until, at + partCharacters));
      this.#run += Buffer.from(part).toString('latin1');
      if (this.#run.length < partCharacters) continue;
      this.#decode();
      this.#run = this.#run.slice(-overlapCharacters);
    }
  }

  #decode(): void {
    const alignments = this.#layer === 'hex' ? 2 : 4;
    for (let skip = 0; skip < alignments; skip += 1) {
      this.#decoded(Buffer.from(this.#run.slice(skip), this.#layer));
    }
  }
}

const members = {
  hex: membership(/[0-9a-f]/iu),
  base64: membership(/[\w+/-]/u),
} as const;

function membership(pattern: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) =>
    code < 128 && pattern.test(String.fromCharCode(code)) ? 1 : 0,
  );
}
