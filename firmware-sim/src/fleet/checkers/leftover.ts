import { SealedFrame, sessionTagOf } from '@feierabend/protocol';

/** What lies in the flash of a device when its life ends, and would still have been sent. */
export interface Leftover {
  /** Frames that the device has sealed in all its life, but for session keys and staged records. */
  readonly sealed: number;
  readonly frames: readonly WaitingFrame[];
  /** Frames that flash does not give any more. */
  readonly unreadable: number;
  /** Frames that hold records, with a number or without. */
  readonly reports: number;
  /** Records of the batch that was being collected. */
  readonly staged: number;
  /** Entries of the journal by their number: in a page that waits, or in none yet. */
  readonly entries: ReadonlyMap<number, Uint8Array>;
  /** How often the firmware began and only counted that. */
  readonly untoldBoots: number;
  /** Entries that the device has written in all its life. */
  readonly journalLength: number;
}

/** A sealed frame by its clear part. */
export interface WaitingFrame {
  readonly sessionTag: number;
  readonly counter: number;
}

export const nothingLeft: Leftover = {
  sealed: 0,
  frames: [],
  unreadable: 0,
  reports: 0,
  staged: 0,
  entries: new Map(),
  journalLength: 0,
  untoldBoots: 0,
};

/** Undefined for session keys and staged records, which have no number among the sealed frames. */
export function numberedFrame(frame: Uint8Array): WaitingFrame | undefined {
  const read = SealedFrame.decode(frame);
  if (!read.ok) return undefined;
  return { sessionTag: sessionTagOf(frame), counter: read.value.value.header.counter };
}
