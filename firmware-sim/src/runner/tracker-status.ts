import { decodeEntry, evaluatePolicy, type JournalEntry } from '@feierabend/protocol';

import type { Duty } from '../core/duty.ts';
import type { Tracker } from '../core/tracker.ts';
import { modeName } from '../world/life-counts.ts';

/** What a person who looks at a running tracker wants to know. Never a place. */
export interface TrackerStatus {
  readonly device: string;
  readonly firmware: string;
  readonly mode: string;
  readonly clock: string;
  /** Unix seconds by the device's own clock; null in doubt. */
  readonly timeS: number | null;
  /** When the mode changes by itself; null when it does not, or nobody knows. */
  readonly nextChangeS: number | null;
  readonly fixes: number;
  readonly positionsWithheld: number;
  readonly framesWaiting: number;
  readonly journalEntries: number;
}

export function statusOf(tracker: Tracker | undefined): TrackerStatus {
  const duty = tracker?.duty;
  const timeS = duty?.time.nowS();
  const policy = duty?.active?.policy;
  const verdict =
    timeS === undefined || policy === undefined ? undefined : evaluatePolicy(policy, timeS);
  return {
    device: tracker?.identity?.device ?? 'blank board',
    firmware: tracker?.firmwareVersion ?? 'none',
    mode: modeName(tracker),
    clock: duty?.time.state ?? 'none',
    timeS: timeS ?? null,
    nextChangeS: verdict?.open === true ? verdict.windowEndS : (verdict?.nextChangeS ?? null),
    ...countsOf(duty),
  };
}

function countsOf(duty: Duty | undefined) {
  return {
    fixes: duty?.recorder.counts.fixesTaken ?? 0,
    positionsWithheld: duty?.recorder.counts.epochsWithheld ?? 0,
    framesWaiting: duty?.outbox.size ?? 0,
    journalEntries: duty?.journal.length ?? 0,
  };
}

/** Keeps the last entries that were written. */
export class RecentEntries {
  readonly #keep: number;
  readonly #entries: JournalEntry[] = [];

  constructor(keep: number) {
    this.#keep = keep;
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  push(bytes: Uint8Array): JournalEntry | undefined {
    const entry = decodeEntry(bytes);
    if (!entry.ok) return undefined;
    this.#entries.push(entry.value);
    if (this.#entries.length > this.#keep) this.#entries.shift();
    return entry.value;
  }
}
