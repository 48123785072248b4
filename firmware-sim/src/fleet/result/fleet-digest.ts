import { createHash } from 'node:crypto';

const modulus = 2n ** 256n;

/**
 * One digest for a set of devices, whatever the order in which they come: the sum, modulo 2^256, of SHA-256 over each index
 * and the digest of that device's life. Parts of a fleet add up.
 */
export class FleetDigest {
  #sum: bigint;

  constructor(hex = '0') {
    this.#sum = BigInt(`0x${hex}`);
  }

  device(index: number, digest: Uint8Array): void {
    const hash = createHash('sha256').update(`${index} `).update(digest).digest('hex');
    this.#add(BigInt(`0x${hash}`));
  }

  add(other: FleetDigest): void {
    this.#add(other.#sum);
  }

  get hex(): string {
    return this.#sum.toString(16).padStart(64, '0');
  }

  #add(value: bigint): void {
    this.#sum = (this.#sum + value) % modulus;
  }
}
