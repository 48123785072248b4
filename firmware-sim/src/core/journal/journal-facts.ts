import type { JournalEntry } from '@feierabend/protocol';

/**
 * What a journal says that must not be forgotten with its first entries. Under short names, as a checkpoint holds
 * them; one that a checkpoint does not have is as in {@link noFacts}.
 */
export interface JournalFacts {
  /** The latest second an entry was written at, since 1970; 0 when none knew the time. */
  readonly lastTimeS: number;
  /** Sequence number of the last instruction that was accepted, of any kind. */
  readonly lastSequence: number;
  /** The same, of the last one that brought a policy. */
  readonly policySequence: number;
  /** The same, of the last one that set a mode. */
  readonly modeSequence: number;
  /** 1 when the last thing noted about the clock is that it had jumped. */
  readonly clockJumped: number;
  /** 1 when the device has found itself wrong, and no policy came since. */
  readonly doubted: number;
  /** The digest of the last deletion receipt that an entry names, in hexadecimal; empty before the first. */
  readonly lastReceipt: string;
  /** The digest of the provisioning record that the last entry about one names, likewise. */
  readonly provisioning: string;
  /** The second of the last boot that was told, as far as it knew; 0 before one did. */
  readonly bootS: number;
  /** 1 when since then the outbox was told to be full. */
  readonly full: number;
  /** The last mode and the last state of the clock that were told; empty before the first. */
  readonly mode: string;
  readonly clock: string;
}

export const noFacts: JournalFacts = {
  lastTimeS: 0,
  lastSequence: 0,
  policySequence: 0,
  modeSequence: 0,
  clockJumped: 0,
  doubted: 0,
  lastReceipt: '',
  provisioning: '',
  bootS: 0,
  full: 0,
  mode: '',
  clock: '',
};

export function learn(facts: JournalFacts, { kind, atS, detail }: JournalEntry): JournalFacts {
  const known = copyOf(facts);
  known.lastTimeS = Math.max(facts.lastTimeS, atS ?? 0);
  if (kind === 'clock') {
    known.clock = String(detail['state']);
    known.clockJumped = known.clock === 'jumped' ? 1 : 0;
    // Only a signed time may take back what was noted before it.
    if (detail['by'] === 'signed-time') known.lastTimeS = atS ?? 0;
  }
  if (kind === 'doubt') known.doubted = 1;
  if (kind === 'boot') {
    known.bootS = atS ?? 0;
    known.full = 0;
  }
  if (kind === 'storage' && 'full' in detail) known.full = 1;
  if (kind === 'mode' && detail['mode'] !== 'announced') known.mode = String(detail['mode']);
  const { sequence, receipt, record } = detail;
  if (kind === 'provisioning' && typeof record === 'string') known.provisioning = record;
  if (kind === 'deletion' && typeof receipt === 'string') known.lastReceipt = receipt;
  if (kind !== 'instruction-accepted' || typeof sequence !== 'number') return known;
  known.lastSequence = Math.max(facts.lastSequence, sequence);
  const about = detail['kind'];
  if (about === 'restrict' || about === 'reduce' || about === 'break-glass') {
    known.modeSequence = known.lastSequence;
  }
  if (about === 'policy') {
    known.policySequence = known.lastSequence;
    known.doubted = 0;
  }
  return known;
}

/** Named one by one, so that all have the same shape: every decision of the firmware asks for some of them. */
function copyOf(facts: JournalFacts): { -readonly [K in keyof JournalFacts]: JournalFacts[K] } {
  const { lastTimeS, lastSequence, policySequence, modeSequence } = facts;
  const { clockJumped, doubted, lastReceipt, provisioning, bootS, full, mode, clock } = facts;
  return {
    lastTimeS,
    lastSequence,
    policySequence,
    modeSequence,
    clockJumped,
    doubted,
    lastReceipt,
    provisioning,
    bootS,
    full,
    mode,
    clock,
  };
}
