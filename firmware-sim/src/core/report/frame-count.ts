import type { FrameFacts } from './stored-frame.ts';

/** Deleted frames as the journal tells of them. Those that have a number, which a recipient misses, are the others. */
export interface FrameCount {
  readonly frames: number;
  /** Of these, keys of sessions. */
  readonly keys?: number;
  /** Of these, what a power cut had left of a batch: each holds one record. */
  readonly staged?: number;
  /** Of these, what flash does not give any more: it may have been anything. */
  readonly unknown?: number;
}

/** Undefined is a frame that does not say what it is. */
export function countFrames(
  frames: readonly (Pick<FrameFacts, 'kind' | 'isStaged'> | undefined)[],
): FrameCount {
  const keys = frames.filter((one) => one?.kind === 'session').length;
  const staged = frames.filter((one) => one?.isStaged === true).length;
  const unknown = frames.filter((one) => one === undefined).length;
  return {
    frames: frames.length,
    ...(keys === 0 ? {} : { keys }),
    ...(staged === 0 ? {} : { staged }),
    ...(unknown === 0 ? {} : { unknown }),
  };
}
