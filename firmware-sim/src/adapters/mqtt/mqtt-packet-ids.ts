const idMax = 0xffff;

/**
 * Packet identifiers of one session at one broker. They outlive a connection: a message that is sent again keeps the one it
 * had (MQTT 5.0 and 3.1.1, section 4.4), so no other packet may get it meanwhile.
 *
 * The methods without a comment are what the MQTT client asks for.
 */
export class PacketIds {
  readonly #used = new Set<number>();
  readonly #kept = new Set<number>();
  #last = 0;
  #wanted: number | undefined;

  /** The next allocation gives out this one, which was kept. */
  want(id: number): void {
    this.#wanted = id;
  }

  /** Keeps an identifier beyond the end of the connection. */
  keep(id: number): void {
    this.#kept.add(id);
  }

  /** The message was acknowledged, or will not be sent again. */
  release(id: number): void {
    this.#kept.delete(id);
  }

  allocate(): number | null {
    const id = this.#wanted ?? this.#nextFree();
    this.#wanted = undefined;
    if (id === undefined) return null;
    this.#used.add(id);
    this.#last = id;
    return id;
  }

  getLastAllocated(): number | null {
    return this.#last === 0 ? null : this.#last;
  }

  register(id: number): boolean {
    if (this.#used.has(id)) return false;
    this.#used.add(id);
    return true;
  }

  deallocate(id: number): void {
    this.#used.delete(id);
  }

  clear(): void {
    this.#used.clear();
  }

  #nextFree(): number | undefined {
    for (let step = 1; step <= idMax; step += 1) {
      const id = ((this.#last + step - 1) % idMax) + 1;
      if (!this.#used.has(id) && !this.#kept.has(id)) return id;
    }
    return undefined;
  }
}
