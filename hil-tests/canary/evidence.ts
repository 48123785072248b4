/** Everything a device lets out or writes down. */
export const canaryChannels = [
  'serial',
  'mqtt payload',
  'mqtt topic',
  'retained',
  'flash',
  'journal',
  'log',
  'crash dump',
  'decoded',
  'html report',
] as const;
export type CanaryChannel = (typeof canaryChannels)[number];

export interface EvidencePiece {
  readonly channel: CanaryChannel;
  readonly atMs: number;
  readonly bytes: Uint8Array;
  /** In clear, as it was before it was sealed: what a policy allowed then may be in it, even if a later one does not. */
  readonly isBeforeSealing?: boolean;
}
