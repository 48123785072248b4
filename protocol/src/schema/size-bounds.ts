/** How many bytes the deterministic encoding of a value takes, at least and at most. */
export interface SizeBounds {
  readonly sizeBytesMin: number;
  /** `Infinity` where nothing but the transport sets a limit. */
  readonly sizeBytesMax: number;
}

/** Of what says nothing about itself: one byte, or any number. */
export const openBounds: SizeBounds = { sizeBytesMin: 1, sizeBytesMax: Infinity };

/** The size of a CBOR head (RFC 8949 section 3) with this argument. */
export function headBytes(argument: number): number {
  if (argument < 24) return 1;
  if (argument <= 0xff) return 2;
  if (argument <= 0xffff) return 3;
  return argument <= 0xffff_ffff ? 5 : 9;
}

/** A byte or text string of so many bytes, with its head. */
export function stringBounds(bytesMin: number, bytesMax: number): SizeBounds {
  return {
    sizeBytesMin: headBytes(bytesMin) + bytesMin,
    sizeBytesMax: bytesMax === Infinity ? Infinity : headBytes(bytesMax) + bytesMax,
  };
}

/** A list of so many items, each within the bounds. */
export function listBounds(item: SizeBounds, itemsMin: number, itemsMax: number): SizeBounds {
  return {
    sizeBytesMin: headBytes(itemsMin) + itemsMin * item.sizeBytesMin,
    sizeBytesMax:
      itemsMax === Infinity ? Infinity : headBytes(itemsMax) + itemsMax * item.sizeBytesMax,
  };
}

/** One of several things. */
export function eitherBounds(bounds: readonly SizeBounds[]): SizeBounds {
  return {
    sizeBytesMin: Math.min(...bounds.map(({ sizeBytesMin }) => sizeBytesMin)),
    sizeBytesMax: Math.max(...bounds.map(({ sizeBytesMax }) => sizeBytesMax)),
  };
}
