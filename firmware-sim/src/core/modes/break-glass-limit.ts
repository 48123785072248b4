import type { CompiledPolicy } from '@feierabend/protocol';

import type { BreakGlassSpan } from './mode.ts';

/** For this long the indicator shows a break-glass before the first position is taken. */
export const announceS = 60;

/** What a declaration opens on this device. */
export interface BreakGlassLimit {
  readonly fromS: number;
  /** Exclusive. */
  readonly untilS: number;
  readonly intervalS: number;
}

/**
 * The span that is in force under a policy: never before it was announced, never longer or denser than the policy allows
 * for a theft. Undefined when nothing is open at any time.
 */
export function breakGlassLimitOf(
  span: BreakGlassSpan,
  { theftRecovery }: CompiledPolicy,
): BreakGlassLimit | undefined {
  const { cause, announcedS } = span;
  if (announcedS === undefined) return undefined;
  const fromS = Math.max(span.fromS, announcedS + announceS);
  const { untilS, intervalS } = span;
  if (cause === 'emergency') return { fromS, untilS, intervalS };
  if (theftRecovery === undefined) return undefined;
  return {
    fromS,
    untilS: Math.min(untilS, announcedS + theftRecovery.durationS),
    intervalS: Math.max(intervalS, theftRecovery.intervalS),
  };
}
