import type { CompiledPolicy } from '@feierabend/protocol';

import { decideMode } from './decide-mode.ts';
import { factsAt, noActs, type Mode, type StandingActs } from './mode.ts';
import { nextModeChangeS } from './next-change.ts';

/**
 * Remembers the last decision for as long as it holds: it is asked for many times in every second, and changes with another
 * policy, other acts, or at the second that {@link nextModeChangeS} names.
 */
export class SteadyMode {
  #policy: CompiledPolicy | undefined;
  #acts: StandingActs | undefined;
  #isTimed = false;
  #fromS = 0;
  /** Exclusive. */
  #untilS = 0;
  #mode: Mode = decideMode(factsAt(noActs, undefined, undefined));

  /** What {@link decideMode} says; the same object as long as it says the same. */
  at(policy: CompiledPolicy | undefined, timeS: number | undefined, acts: StandingActs): Mode {
    if (!this.#holds(policy, timeS, acts)) this.#decide(policy, timeS, acts);
    return this.#mode;
  }

  /** See {@link nextModeChangeS}. */
  nextChangeS(
    policy: CompiledPolicy | undefined,
    timeS: number | undefined,
    acts: StandingActs,
  ): number | undefined {
    if (!this.#holds(policy, timeS, acts)) this.#decide(policy, timeS, acts);
    return this.#untilS === Number.POSITIVE_INFINITY ? undefined : this.#untilS;
  }

  #holds(policy: CompiledPolicy | undefined, timeS: number | undefined, acts: StandingActs) {
    if (acts !== this.#acts || policy !== this.#policy) return false;
    if (timeS === undefined) return !this.#isTimed;
    return this.#isTimed && timeS >= this.#fromS && timeS < this.#untilS;
  }

  #decide(policy: CompiledPolicy | undefined, timeS: number | undefined, acts: StandingActs): void {
    const facts = factsAt(acts, policy, timeS);
    this.#mode = decideMode(facts);
    this.#untilS = nextModeChangeS(facts) ?? Number.POSITIVE_INFINITY;
    this.#policy = policy;
    this.#acts = acts;
    this.#isTimed = timeS !== undefined;
    this.#fromS = timeS ?? 0;
  }
}
