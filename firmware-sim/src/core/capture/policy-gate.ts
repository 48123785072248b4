import type { CompiledPolicy } from '@feierabend/protocol';

import type { TimeKeeper } from '../clock/time-keeper.ts';
import {
  noActs,
  type ClosedMode,
  type Mode,
  type OpenMode,
  type StandingActs,
} from '../modes/mode.ts';
import { SteadyMode } from '../modes/steady-mode.ts';

/** Whether a position may exist, and what may be captured then. */
export type GateDecision = (OpenMode & { readonly policy: CompiledPolicy }) | ClosedMode;

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
  readonly #steady = new SteadyMode();
  /** The last answer, and what it was made of. */
  #mode: Mode | undefined;
  #decision: GateDecision = without;

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
    return this.#steady.nextChangeS(this.#policy(), this.#time.nowS(), this.#acts());
  }

  /** Whether a position of that second (since 1970) may be kept, by what is in force now. */
  at(timeS: number | undefined): GateDecision {
    const policy = this.#policy();
    const known = this.#time.state === 'trusted' ? timeS : undefined;
    const mode = this.#steady.at(policy, known, this.#acts());
    if (mode !== this.#mode) {
      this.#mode = mode;
      this.#decision = decisionOf(mode, policy);
    }
    return this.#decision;
  }
}

function decisionOf(mode: Mode, policy: CompiledPolicy | undefined): GateDecision {
  if (!mode.open) return mode;
  const { open, name, grant } = mode;
  return policy === undefined ? without : { open, name, grant, policy };
}
