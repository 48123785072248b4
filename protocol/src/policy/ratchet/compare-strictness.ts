import type { CompiledPolicy } from '../policy.ts';
import { worst, type FieldEffect, type StrictnessEffect } from './field-effect.ts';
import { strictnessRules } from './field-rules.ts';

/** `equal` when no field tightens and none loosens. */
export type StrictnessVerdict = 'equal' | 'tightens' | 'loosens';

export interface StrictnessComparison {
  /** Every field that differs, in the order of the schema; without an old policy, every field. */
  readonly effects: readonly FieldEffect[];
  readonly verdict: StrictnessVerdict;
}

/**
 * The ratchet: whether a policy lets a device capture, keep or tell more than the one before. Sound,
 * not complete: a verdict other than `loosens` means that at every second the next policy is open
 * only where the old one is, and is nowhere finer, more frequent, longer kept or wider read; some
 * changes that are harmless loosen all the same, because that could not be told field by field.
 *
 * A first policy always loosens, because a device without one captures nothing.
 */
export function compareStrictness(
  old: CompiledPolicy | undefined,
  next: CompiledPolicy,
): StrictnessComparison {
  const effects = Object.values(strictnessRules).flatMap((rule) => rule.effects(old, next));
  if (old === undefined) return { effects, verdict: 'loosens' };
  const together = worst(effects.map(({ effect }) => effect));
  return { effects, verdict: together === 'neutral' ? 'equal' : together };
}

/** What the change of one field does; neutral when it did not change. */
export function effectOn(comparison: StrictnessComparison, field: string): StrictnessEffect {
  return comparison.effects.find((one) => one.field === field)?.effect ?? 'neutral';
}
