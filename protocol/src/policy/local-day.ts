import { dayS } from './day-number.ts';
import { windowsOfDay } from './evaluate.ts';
import type { CompiledPolicy, PolicyWindow } from './policy.ts';

/** The offset from UTC that the policy has for a second. */
export function offsetMinAt({ offsets }: CompiledPolicy, timeS: number): number {
  return offsets.findLast(({ fromS }) => fromS <= timeS)?.offsetMin ?? 0;
}

/** The local date of a second, in days since 1970-01-01. */
export function localDayOf(policy: CompiledPolicy, timeS: number): number {
  return Math.floor((timeS + offsetMinAt(policy, timeS) * 60) / dayS);
}

/** What holds on a local date: outside its validity a policy has no windows, whatever its week says. */
export function windowsInForce(policy: CompiledPolicy, dayNumber: number): readonly PolicyWindow[] {
  const isValid =
    dayNumber >= localDayOf(policy, policy.validFromS) &&
    dayNumber <= localDayOf(policy, policy.validUntilS - 1);
  return isValid ? windowsOfDay(policy, dayNumber) : [];
}
