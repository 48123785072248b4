import type { CompiledPolicy } from '@feierabend/protocol';
import { diffPolicies, type PolicyDifference } from '@feierabend/protocol/policy-source';

import type { Json } from '../output/event.ts';
import { countOf } from './policy-file.ts';

/** What would change on the device, with what each change does to the people tracked. */
export interface PolicyPlan {
  readonly differences: readonly PolicyDifference[];
  readonly loosens: boolean;
}

export function planOf(current: CompiledPolicy | undefined, next: CompiledPolicy): PolicyPlan {
  const differences = diffPolicies(current, next);
  return { differences, loosens: differences.some(({ effect }) => effect === 'loosens') };
}

const marks = { tightens: '-', loosens: '+', neutral: '~' } as const;

export function planLines({ differences }: PolicyPlan): string[] {
  if (differences.length === 0) return ['No change: the device has this policy already'];
  const width = Math.max(...differences.map(({ field }) => field.length));
  const counts = (['tightens', 'loosens', 'neutral'] as const)
    .map((effect) => ({ effect, count: differences.filter((d) => d.effect === effect).length }))
    .filter(({ count }) => count > 0)
    .map(({ effect, count }) => `${count} ${effect}`);
  return [
    ...differences.map(
      ({ field, from, to, effect }) =>
        `${marks[effect]} ${field.padEnd(width)}  ${from} -> ${to}  (${effect})`,
    ),
    `${countOf(differences.length, 'change')}: ${counts.join(', ')}`,
  ];
}

export function planFacts({ differences, loosens }: PolicyPlan): Json {
  return {
    loosens,
    changes: differences.map(({ field, from, to, effect }) => ({ field, from, to, effect })),
  };
}
