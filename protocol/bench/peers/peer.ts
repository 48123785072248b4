/** What is coded in the comparison: no more than every format can hold. */
export interface PlainFix {
  readonly timeS: number;
  readonly latitudeE5: number;
  readonly longitudeE5: number;
}

/** A format that fixes can be sent in, and back. */
export interface Peer {
  readonly name: string;
  encode(fixes: readonly PlainFix[]): Uint8Array;
  decode(bytes: Uint8Array): PlainFix[];
  /** The format has no place for a time; it comes back as 0. */
  readonly timeless?: boolean;
}
