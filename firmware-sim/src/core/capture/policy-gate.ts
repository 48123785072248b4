import type { CompiledPolicy } from '@feierabend/protocol';

import type { TimeKeeper } from '../clock/time-keeper.ts';
import { decideMode } from '../modes/decide-mode.ts';
import { noActs, type ClosedMode, type OpenMode, type StandingActs } from '../modes/mode.ts';
import { nextModeChangeS } from '../modes/next-change.ts';

/** Whether a position may exist, and what may be captured then. */
export type GateDecision = (OpenMode & { readonly policy: CompiledPolicy }) | ClosedMode;

interface Answer {
  readonly policy: CompiledPolicy | undefined;
  readonly timeS: number | undefined;
  readonly acts: StandingActs;
  readonly decision: GateDecision;
}

/** An open mode has a policy; where the compiler cannot know that, the gate is closed. */
const without: ClosedMode = { open: false, name: 'closed', reason: 'no-policy', counts: false };

/**
 * The one place that says whether a position may exist, what it may hold, and who may open it.
 *
 * **Invariant:** every doubt closes. Nothing opens the gate but a policy in force and a trusted clock, and then a window of
 * that policy, a call for help, or an announced break-glass (docs/firmware/modes.md).
 */
export class PolicyGate {
  readonly #time: TimeKeeper;
  readonly #policy: () => CompiledPolicy | undefined;
  readonly #acts: () => StandingActs;
  /** The last answer: it is asked for several times in every second. */
  #last: Answer | undefined;

  constructor(
    time: TimeKeeper,
    policy: () => CompiledPolicy | undefined,
    acts: () => StandingActs = () => noActs,
  ) {
    this.#time = time;
    this.#policy = policy;
    this.#acts = acts;
  }

  /** The policy in force; undefined in every doubt. */
  protected policy(): CompiledPolicy | undefined {
    return this.#policy();
  }

  /** Whether a position may be taken now. */
  now(): GateDecision {
    return this.at(this.#time.nowS());
  }

  /** The second at which the answer of {@link now} changes by the passing of time alone; undefined when it does not. */
  nextChangeS(): number | undefined {
    return nextModeChangeS({ ...this.#acts(), policy: this.#policy(), timeS: this.#time.nowS() });
  }

  /** Whether a position of that second (since 1970) may be kept, by what is in force now. */
  at(timeS: number | undefined): GateDecision {
    const policy = this.#policy();
    const known = this.#time.state === 'trusted' ? timeS : undefined;
    const acts = this.#acts();
    const last = this.#last;
    // The mode is pure: what it depends on has not changed, so neither has it.
    if (last?.acts === acts && last.policy === policy && last.timeS === known) return last.decision;
    const decision = decide(policy, known, acts);
    this.#last = { policy, timeS: known, acts, decision };
    return decision;
  }
}

function decide(
  policy: CompiledPolicy | undefined,
  timeS: number | undefined,
  acts: StandingActs,
): GateDecision {
  const mode = decideMode({ ...acts, policy, timeS });
  if (!mode.open) return mode;
  return policy === undefined ? without : { ...mode, policy };
}
