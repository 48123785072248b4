import { flashMap } from '@feierabend/firmware-sim';

type AreaName = keyof typeof flashMap;

/** The cells of one area of the chip (docs/firmware/storage.md). */
function cellsOf(chip: Uint8Array, name: AreaName): Uint8Array {
  const { at, sizeBytes } = flashMap[name];
  return chip.subarray(at, at + sizeBytes);
}

export function programmedCells(chip: Uint8Array, name: AreaName): number {
  return cellsOf(chip, name).filter((cell) => cell !== 0xff).length;
}

const pieceBytes = 16;
/** Fewer different bytes are a header or a pattern, and no ciphertext. */
const differentMin = 12;

/** Pieces of ciphertext that lie in these areas, as text to look for. */
export function sealedPieces(chip: Uint8Array, names: readonly AreaName[]): ReadonlySet<string> {
  const pieces = new Set<string>();
  for (const name of names) {
    const cells = cellsOf(chip, name);
    for (let at = 0; at + pieceBytes <= cells.length; at += pieceBytes) {
      const piece = cells.subarray(at, at + pieceBytes);
      if (new Set(piece).size >= differentMin) pieces.add(Buffer.from(piece).toString('latin1'));
    }
  }
  return pieces;
}

/** How many of them are still there, wherever they lie. */
export function piecesLeft(chip: Uint8Array, pieces: ReadonlySet<string>): number {
  const text = Buffer.from(chip).toString('latin1');
  return [...pieces].filter((piece) => text.includes(piece)).length;
}
