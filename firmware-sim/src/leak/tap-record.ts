/** The places a position could leave a tracker by, tapped before sealing and TLS. */
export const tapChannels = ['serial', 'mqtt', 'flash', 'journal', 'log'] as const;
export type TapChannel = (typeof tapChannels)[number];

/**
 * A piece of what went through one channel, in order; pieces of a channel follow each other without
 * a gap.
 */
export interface TapRecord {
  readonly channel: TapChannel;
  /** Unix time in milliseconds. */
  readonly atMs: number;
  readonly bytes: Uint8Array;
}
