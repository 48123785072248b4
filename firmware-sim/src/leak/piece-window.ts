/** What a scan sees at once: the last bytes of the pieces before, and a new piece behind them. */
export interface PieceWindow {
  readonly bytes: Uint8Array;
  /** How many of the bytes lay in the window before, too. */
  readonly carried: number;
  /** Where the window begins in the channel. */
  readonly offset: number;
}

/** Joins the pieces of a channel, so that a find that is cut in two is seen whole. */
export class PieceJoiner {
  readonly #carryMax: number;
  #carry: Uint8Array = new Uint8Array(0);
  #offset = 0;

  /** `carryMax`: the longest find, less the byte that must be new. */
  constructor(carryMax: number) {
    this.#carryMax = carryMax;
  }

  join(piece: Uint8Array): PieceWindow {
    const carried = this.#carry.length;
    const bytes = new Uint8Array(carried + piece.length);
    bytes.set(this.#carry);
    bytes.set(piece, carried);
    const offset = this.#offset - carried;
    this.#offset += piece.length;
    this.#carry = bytes.slice(Math.max(0, bytes.length - this.#carryMax));
    return { bytes, carried, offset };
  }
}
