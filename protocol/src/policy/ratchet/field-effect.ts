import type { CompiledPolicy } from '../policy.ts';

/**
 * Whether less or more can be captured, kept or read than before. What cannot be told loosens.
 */
export type StrictnessEffect = 'tightens' | 'loosens' | 'neutral';

/** What the change of one field does. */
export interface FieldEffect {
  /**
   * The property of {@link CompiledPolicy}; with a dot and the part where a field has parts:
   * `intervals.movingS`, `week.0` (Monday), `exceptions.20811` (day number), `recipients.<name>`.
   */
  readonly field: string;
  readonly effect: StrictnessEffect;
}

/** What loosening means for one field of the schema. */
export interface FieldRule {
  /** In words, for docs/protocol/instruction.md. */
  readonly loosens: string;
  /** The parts of the field that differ; `old` is absent when the device had no policy. */
  effects(old: CompiledPolicy | undefined, next: CompiledPolicy): readonly FieldEffect[];
}

type Effect = (old: CompiledPolicy, next: CompiledPolicy) => StrictnessEffect;

/** A rule for a field without parts, and its effect in a first policy. */
export function fieldRule(
  field: keyof CompiledPolicy,
  loosens: string,
  first: StrictnessEffect,
  effect: Effect,
): FieldRule {
  return {
    loosens,
    effects(old, next) {
      if (old === undefined) return next[field] === undefined ? [] : [{ field, effect: first }];
      return sameValue(old[field], next[field]) ? [] : [{ field, effect: effect(old, next) }];
    },
  };
}

/** Of two measures, the higher captures more. */
export function moreLoosens(measure: (policy: CompiledPolicy) => number): Effect {
  return (old, next) => degree(measure(next) - measure(old));
}

/** Of two measures, the lower captures more. */
export function lessLoosens(measure: (policy: CompiledPolicy) => number): Effect {
  return (old, next) => degree(measure(old) - measure(next));
}

/** Loosens if one of the parts does; tightens if one of them does and none loosens. */
export function worst(effects: readonly StrictnessEffect[]): StrictnessEffect {
  if (effects.includes('loosens')) return 'loosens';
  return effects.includes('tightens') ? 'tightens' : 'neutral';
}

function degree(looser: number): StrictnessEffect {
  if (looser === 0) return 'neutral';
  return looser > 0 ? 'loosens' : 'tightens';
}

/** Equality of plain values, which is all that a policy holds. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => sameValue(left[key], right[key]));
}
