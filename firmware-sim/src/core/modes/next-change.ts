import { evaluatePolicy } from '@feierabend/protocol';

import { breakGlassLimitOf } from './break-glass-limit.ts';
import { decideMode } from './decide-mode.ts';
import { factsAt, type Mode, type ModeFacts } from './mode.ts';

/** The next second at which the mode may change by the passing of time alone; undefined when there is none. */
export function nextModeChangeS(facts: ModeFacts): number | undefined {
  const { policy, timeS, breakGlass, sosSinceS } = facts;
  if (policy === undefined || timeS === undefined) return undefined;
  const verdict = evaluatePolicy(policy, timeS);
  const limit = breakGlass && breakGlassLimitOf(breakGlass, policy);
  const changes = [
    verdict.open ? verdict.windowEndS : verdict.nextChangeS,
    limit?.fromS,
    limit?.untilS,
    sosSinceS,
    sosSinceS === undefined ? undefined : sosSinceS + (policy.sos?.durationS ?? 0),
  ].filter((changeS) => changeS !== undefined && changeS !== null && changeS > timeS);
  return changes.length === 0 ? undefined : Math.min(...(changes as number[]));
}

/** Steps that are looked ahead: more than a usual fortnight has. */
const stepsMax = 64;

/**
 * The next second at which the mode will be another one if nobody does anything; undefined when there is none, or none near.
 * A window that opens while something stronger keeps the device closed changes nothing.
 */
export function nextOtherModeS(facts: ModeFacts): number | undefined {
  const shown = shownName(decideMode(facts));
  let timeS = nextModeChangeS(facts);
  for (let steps = 0; steps < stepsMax && timeS !== undefined; steps += 1) {
    const then = factsAt(facts, facts.policy, timeS);
    if (shownName(decideMode(then)) !== shown) return timeS;
    timeS = nextModeChangeS(then);
  }
  return undefined;
}

/** What a person is told that the device does: what opened it, or why it is closed. */
export function shownName(mode: Mode): string {
  return mode.open ? mode.name : mode.reason;
}
