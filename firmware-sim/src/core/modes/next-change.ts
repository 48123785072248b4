import { evaluatePolicy } from '@feierabend/protocol';

import { breakGlassLimitOf } from './break-glass-limit.ts';
import type { ModeFacts } from './mode.ts';

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
