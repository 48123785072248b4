import type { BufferParams, DeletionReceipt, TrackerStatus, WipeBody } from '@feierabend/protocol';

import type { CommandContext } from '../command.ts';
import type { SmpSession } from '../session/smp-session.ts';
import type { InstructionFile } from '../signing/instruction-file.ts';

/** One wipe, from the order to the proof. */
export interface WipeRun {
  readonly context: CommandContext;
  readonly session: SmpSession;
  readonly limits: BufferParams;
  /** What the device said before. */
  readonly before: TrackerStatus;
  /** Verifies the receipt: read before the wipe, or written down at provisioning. */
  readonly signKey: Uint8Array;
  readonly keyFrom: 'device' | 'identity-file';
}

/** A question that was asked after the wipe, and what came. */
export interface ReadBackRow {
  readonly asked: string;
  readonly answer: string;
}

/** Everything the deletion protocol tells. */
export interface WipeProof {
  readonly order: InstructionFile;
  readonly body: WipeBody;
  readonly receipt: DeletionReceipt;
  readonly receiptBytes: Uint8Array;
  readonly rows: readonly ReadBackRow[];
  readonly journal: {
    readonly file: string;
    readonly bytes: Uint8Array;
    readonly entries: number;
  };
}
