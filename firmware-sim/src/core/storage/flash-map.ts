/** A part of the chip; all figures are multiples of the erase block. */
export interface FlashArea {
  readonly at: number;
  readonly sizeBytes: number;
  /** What is erased together; one erase block when not given. An entry of a log lies within one. */
  readonly blockBytes?: number;
}

export const eraseBlockBytes = 4096;
export const flashBytes = 1024 * 1024;
export const chipSize = { sizeBytes: flashBytes, eraseBlockBytes } as const;

/**
 * Where everything lies in the tracker's 1 MiB NOR flash. The order is part of the stored format: a field firmware that
 * moves an area loses what lies there.
 */
export const flashMap = {
  imageA: { at: 0x00000, sizeBytes: 0x40000 },
  imageB: { at: 0x40000, sizeBytes: 0x40000 },
  bootState: { at: 0x80000, sizeBytes: 0x2000 },
  identity: { at: 0x82000, sizeBytes: 0x2000 },
  // Two signed instructions of the longest kind (8 KiB each) lie in one block.
  policy: { at: 0x84000, sizeBytes: 0xa000, blockBytes: 0x5000 },
  // One of them lies in one block.
  order: { at: 0x8e000, sizeBytes: 0x8000, blockBytes: 0x4000 },
  keys: { at: 0x96000, sizeBytes: 0x8000, blockBytes: 0x4000 },
  settings: { at: 0x9e000, sizeBytes: 0x4000, blockBytes: 0x2000 },
  modes: { at: 0xa2000, sizeBytes: 0x4000 },
  clock: { at: 0xa6000, sizeBytes: 0x2000 },
  credentials: { at: 0xa8000, sizeBytes: 0x8000, blockBytes: 0x4000 },
  receipts: { at: 0xb0000, sizeBytes: 0x4000 },
  wipe: { at: 0xb4000, sizeBytes: 0x2000 },
  journal: { at: 0xb6000, sizeBytes: 0x22000 },
  checkpoint: { at: 0xd8000, sizeBytes: 0x2000 },
  outbox: { at: 0xda000, sizeBytes: 0x1e000 },
  staging: { at: 0xf8000, sizeBytes: 0x6000 },
  crash: { at: 0xfe000, sizeBytes: 0x2000 },
} as const satisfies Record<string, FlashArea>;
