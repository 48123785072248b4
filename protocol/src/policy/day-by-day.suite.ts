import { dayS } from './day-number.ts';
import { windowsOfDay } from './evaluate.ts';
import type { CompiledPolicy } from './policy.ts';

/**
 * The evaluation of docs/protocol/policy.md, step by step as it stands there and as a small device
 * would do it: no preparation, one step per local day. The tests hold the fast one against it.
 */
export function dayByDay(policy: CompiledPolicy, timeS: number) {
  const now = momentAt(policy, timeS);
  let untilS = now.untilS;
  while (untilS < policy.validUntilS) {
    const then = momentAt(policy, untilS);
    if (then.state !== now.state) break;
    untilS = then.untilS;
  }
  return { state: now.state, untilS: Math.min(untilS, policy.validUntilS) };
}

function momentAt(policy: CompiledPolicy, timeS: number) {
  const offset = policy.offsets.findLast(({ fromS }) => fromS <= timeS);
  const next = policy.offsets.find(({ fromS }) => fromS > timeS);
  const localS = timeS + (offset?.offsetMin ?? 0) * 60;
  const dayNumber = Math.floor(localS / dayS);
  const secondOfDay = localS - dayNumber * dayS;
  const day = stateInDay(windowsOfDay(policy, dayNumber), Math.floor(secondOfDay / 60));
  const untilS = timeS + day.untilMin * 60 - secondOfDay;
  return { state: day.state, untilS: Math.min(untilS, next?.fromS ?? Infinity) };
}

function stateInDay(windows: ReturnType<typeof windowsOfDay>, minute: number) {
  let worked = false;
  for (const { startMin, endMin } of windows) {
    if (minute < startMin) {
      return { state: worked ? 'break' : 'outside-hours', untilMin: startMin } as const;
    }
    if (minute < endMin) return { state: 'open', untilMin: endMin } as const;
    worked = true;
  }
  return { state: 'outside-hours', untilMin: 1440 } as const;
}
