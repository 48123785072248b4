export type NoiseKind = 'lost' | 'doubled' | 'flipped';

/** Spoils bytes of a line at random, from a seed. */
export class LineNoise {
  spoilt = 0;
  private readonly kinds: readonly NoiseKind[];
  private readonly rate: number;
  private state: number;

  /** @param rate Share of the bytes that is spoilt. */
  constructor(
    rate: number,
    seed: number,
    kinds: readonly NoiseKind[] = ['lost', 'doubled', 'flipped'],
  ) {
    this.rate = rate;
    this.kinds = kinds;
    this.state = seed | 0;
  }

  spoil(bytes: Uint8Array): Uint8Array {
    const out: number[] = [];
    for (const byte of bytes) {
      if (this.next() >= this.rate) {
        out.push(byte);
        continue;
      }
      this.spoilt += 1;
      const kind = this.kinds[Math.floor(this.next() * this.kinds.length)];
      if (kind === 'doubled') out.push(byte, byte);
      else if (kind === 'flipped') out.push(byte ^ (1 << Math.floor(this.next() * 8)));
    }
    return Uint8Array.from(out);
  }

  /** Mulberry32: from 0 to 1. */
  private next(): number {
    this.state = (this.state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
