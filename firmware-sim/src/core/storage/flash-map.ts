/** A part of the chip; all figures are multiples of the erase block. */
export interface FlashArea {
  readonly at: number;
  readonly sizeBytes: number;
  /** What is erased together; one erase block when not given. An entry of a log lies within one. */
  readonly blockBytes?: number;
}

export const eraseBlockBytes = 4096;
export const flashBytes = 1024 * 1024;

/**
 * Where everything lies in the tracker's 1 MiB NOR flash. The order is part of the stored format: a field firmware that
 * moves an area loses what lies there.
 */
export const flashMap = {
  imageA: { at: 0x00000, sizeBytes: 0x40000 },
  imageB: { at: 0x40000, sizeBytes: 0x40000 },
  bootState: { at: 0x80000, sizeBytes: 0x2000 },
  identity: { at: 0x82000, sizeBytes: 0x2000 },
  // A signed instruction of the longest kind (8 KiB) lies in one block.
  policy: { at: 0x84000, sizeBytes: 0x8000, blockBytes: 0x4000 },
  journal: { at: 0x8c000, sizeBytes: 0x24000 },
  outbox: { at: 0xb0000, sizeBytes: 0x50000 },
} as const satisfies Record<string, FlashArea>;
