import { equalBytes, type FixRecord, type TrackerRecord } from '@feierabend/protocol';

import { decideMode } from '../modes/decide-mode.ts';
import { factsAt, noActs, type CaptureCause, type StandingActs } from '../modes/mode.ts';
import type { ActivePolicy } from '../orders/policy-store.ts';
import { isAllowedAsTaken } from './earlier-policy.ts';
import { allowsSpan } from './span-rule.ts';

export interface StoreVerdict {
  /** What may be sealed and stored. */
  readonly kept: readonly TrackerRecord[];
  /** Places that the policy in force does not allow any more: it was tightened while they waited in RAM. */
  readonly overtaken: number;
  /** Places that should never have been taken: the device does not work as it should. */
  readonly doubtful: number;
}

/**
 * The second gate: between capture and sealing, after which the device itself cannot look any more.
 *
 * **Invariant:** a place passes only for a second that the policy it was taken under allows *and* that the policy in force
 * now allows, as fine and for as many, and only with places of the same open window.
 */
export class StoreGate {
  readonly #inForce: () => ActivePolicy | undefined;
  readonly #acts: () => StandingActs;

  constructor(inForce: () => ActivePolicy | undefined, acts: () => StandingActs = () => noActs) {
    this.#inForce = inForce;
    this.#acts = acts;
  }

  /** Judges what was collected under one policy and in one mode, and what opened that. */
  judge(
    records: readonly TrackerRecord[],
    takenUnder: ActivePolicy,
    cause: CaptureCause = 'policy',
  ): StoreVerdict {
    let [places, firstS, lastS] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const record of records) {
      if (record.kind !== 'fix') continue;
      places += 1;
      firstS = Math.min(firstS, record.timeS);
      lastS = Math.max(lastS, record.timeS);
    }
    if (places === 0) return { kept: records, overtaken: 0, doubtful: 0 };
    if (cause !== 'policy') return this.#judgeOpened(records, takenUnder, cause);
    if (!allowsSpan(takenUnder.policy, firstS, lastS)) {
      const kept = records.filter(({ kind }) => kind !== 'fix');
      return { kept, overtaken: 0, doubtful: places };
    }
    const inForce = this.#inForce();
    // What it allows from the first second to the last it allows in each of them.
    if (inForce?.policy === takenUnder.policy) return { kept: records, overtaken: 0, doubtful: 0 };
    const kept = records.filter(
      (record) =>
        record.kind !== 'fix' ||
        (inForce !== undefined &&
          isAllowedAsTaken(inForce, takenUnder.digest) &&
          allowsSpan(inForce.policy, record.timeS, record.timeS)),
    );
    return { kept, overtaken: records.length - kept.length, doubtful: 0 };
  }

  /**
   * What a call or a declaration opened is judged by the policy in force alone, which says how long it may be. Acts do not
   * change while something waits that was taken by them, so what they did not open under the same policy is a doubt.
   */
  #judgeOpened(
    records: readonly TrackerRecord[],
    takenUnder: ActivePolicy,
    cause: CaptureCause,
  ): StoreVerdict {
    const inForce = this.#inForce();
    const policy = inForce?.policy;
    const acts = { ...this.#acts(), restricted: false, reduced: false };
    const alone = cause === 'sos' ? acts : { ...acts, sosSinceS: undefined };
    const isOpened = (facts: StandingActs, timeS: number) => {
      const mode = decideMode(factsAt(facts, policy, timeS));
      return mode.open && mode.grant.cause === cause;
    };
    const isSame = inForce !== undefined && equalBytes(inForce.digest, takenUnder.digest);
    const places = records.filter(({ kind }) => kind === 'fix') as readonly FixRecord[];
    const doubtful = isSame ? places.filter(({ timeS }) => !isOpened(alone, timeS)).length : 0;
    const kept = records.filter((record) => record.kind !== 'fix' || isOpened(acts, record.timeS));
    return { kept, overtaken: records.length - kept.length - doubtful, doubtful };
  }
}
