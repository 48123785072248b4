import { evaluatePolicy, type CompiledPolicy, type WithheldReason } from '@feierabend/protocol';

import type { TimeKeeper } from '../clock/time-keeper.ts';

export type GateDecision =
  | { readonly open: true; readonly policy: CompiledPolicy }
  | { readonly open: false; readonly reason: WithheldReason };

/**
 * The one place that says whether a position may exist.
 *
 * **Invariant:** every doubt closes. No policy, no trusted time, before or after the policy's validity, or outside its
 * windows: closed. There is no argument, mode or command that opens the gate but a policy and a trusted clock.
 */
export class PolicyGate {
  readonly #time: TimeKeeper;
  readonly #policy: () => CompiledPolicy | undefined;

  constructor(time: TimeKeeper, policy: () => CompiledPolicy | undefined) {
    this.#time = time;
    this.#policy = policy;
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
    const policy = this.#policy();
    const nowS = this.#time.nowS();
    if (policy === undefined || nowS === undefined) return undefined;
    const verdict = evaluatePolicy(policy, nowS);
    return verdict.open ? verdict.windowEndS : (verdict.nextChangeS ?? undefined);
  }

  /** Whether a position of that second (since 1970) may be kept or sent, by the policy in force now. */
  at(timeS: number | undefined): GateDecision {
    const policy = this.#policy();
    if (policy === undefined) return { open: false, reason: 'no-policy' };
    if (timeS === undefined || this.#time.state !== 'trusted') {
      return { open: false, reason: 'clock-untrusted' };
    }
    const verdict = evaluatePolicy(policy, timeS);
    if (verdict.open) return { open: true, policy };
    const reason = verdict.reason === 'not-yet-valid' ? 'no-policy' : verdict.reason;
    return { open: false, reason };
  }
}
