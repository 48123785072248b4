/** Where a live entry lies, and what its mark says. */
export interface EntryPlace {
  readonly at: number;
  readonly lengthBytes: number;
  readonly marked: boolean;
}

const lengthUnit = 2 ** 32;
const markUnit = 2 ** 48;

/**
 * The entries of a log that are not freed, by sequence number. A journal has more than a thousand of them, and a process
 * thousands of devices: each takes two numbers, in ascending order of the first.
 */
export class LiveEntries {
  readonly #sequences: number[] = [];
  /** Address, length and mark of each. */
  readonly #places: number[] = [];

  /** What {@link packed} gave. */
  static of(packed: readonly number[]): LiveEntries {
    const live = new LiveEntries();
    for (let i = 0; i < packed.length; i += 2) {
      live.#sequences.push(packed[i] ?? 0);
      live.#places.push(packed[i + 1] ?? 0);
    }
    return live;
  }

  /** All of it, two numbers an entry. */
  get packed(): number[] {
    return this.#sequences.flatMap((sequence, index) => [sequence, this.#places[index] ?? 0]);
  }

  get size(): number {
    return this.#sequences.length;
  }

  /** Ascending, those before `from` left out. */
  sequences(from = 0): number[] {
    return this.#sequences.slice(this.#find(from));
  }

  get(sequence: number): EntryPlace | undefined {
    const index = this.#find(sequence);
    const place = this.#places[index];
    return place === undefined || this.#sequences[index] !== sequence ? undefined : placeOf(place);
  }

  has(sequence: number): boolean {
    return this.#sequences[this.#find(sequence)] === sequence;
  }

  /** Of all, oldest first. */
  *places(): Generator<readonly [number, EntryPlace]> {
    for (const [index, sequence] of this.#sequences.entries()) {
      yield [sequence, placeOf(this.#places[index] ?? 0)];
    }
  }

  set(sequence: number, { at, lengthBytes, marked }: EntryPlace): void {
    const index = this.#find(sequence);
    const place = at + lengthBytes * lengthUnit + (marked ? markUnit : 0);
    const isNew = this.#sequences[index] !== sequence;
    if (index === this.#sequences.length) {
      this.#sequences.push(sequence);
      this.#places.push(place);
    } else {
      this.#sequences.splice(index, isNew ? 0 : 1, sequence);
      this.#places.splice(index, isNew ? 0 : 1, place);
    }
  }

  delete(sequence: number): void {
    const index = this.#find(sequence);
    if (this.#sequences[index] === sequence) this.#remove(index, 1);
  }

  /** Takes out the entry and all before it, and says where those lay. */
  takeUntil(sequence: number): EntryPlace[] {
    const index = this.#find(sequence);
    const count = this.#sequences[index] === sequence ? index + 1 : index;
    const places = this.#places.slice(0, count).map(placeOf);
    this.#remove(0, count);
    return places;
  }

  #remove(index: number, count: number): void {
    this.#sequences.splice(index, count);
    this.#places.splice(index, count);
  }

  /** The index of the first that is not before it. */
  #find(sequence: number): number {
    const sequences = this.#sequences;
    let [from, until] = [0, sequences.length];
    // The newest and the oldest are asked for most.
    if (until === 0 || (sequences[until - 1] ?? 0) < sequence) return until;
    if ((sequences[0] ?? 0) >= sequence) return 0;
    while (from < until) {
      const middle = (from + until) >> 1;
      if ((sequences[middle] ?? 0) < sequence) from = middle + 1;
      else until = middle;
    }
    return from;
  }
}

function placeOf(place: number): EntryPlace {
  const marked = place >= markUnit;
  const rest = marked ? place - markUnit : place;
  return { at: rest % lengthUnit, lengthBytes: Math.floor(rest / lengthUnit), marked };
}
