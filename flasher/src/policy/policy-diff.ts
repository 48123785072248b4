import { encodePolicy, requiredSignatures, type CompiledPolicy } from '@feierabend/protocol';
import { diffPolicies, type PolicyDifference } from '@feierabend/protocol/policy-source';

import type { Json } from '../output/event.ts';
import { countOf } from './policy-findings.ts';

/** What would change on the device, with what each change does to the people tracked. */
export interface PolicyPlan {
  readonly differences: readonly PolicyDifference[];
  readonly loosens: boolean;
  /** How many signatures the device asks for: two when anything loosens. */
  readonly signatures: 1 | 2;
}

export function planOf(current: CompiledPolicy | undefined, next: CompiledPolicy): PolicyPlan {
  const differences = diffPolicies(current, next);
  const instruction = { kind: 'policy', body: encodePolicy(next) } as const;
  const signatures = requiredSignatures(instruction, current);
  return { differences, loosens: signatures === 2, signatures };
}

const marks = { tightens: '-', loosens: '+', neutral: '~' } as const;

const signaturesLine = {
  1: 'It only tightens, so one signature applies it',
  2: 'It loosens, so it takes two signatures',
} as const;

const signaturesWanted = { 1: '--key', 2: '--key, and --cosign of the second side' } as const;

/** `has`: signatures of the file, where it is a signed one. */
export function planLines({ differences, signatures }: PolicyPlan, has: number | undefined) {
  if (differences.length === 0) return ['No change: the device has this policy already'];
  const means = has === undefined ? signaturesWanted[signatures] : `the file has ${has}`;
  return [...changeLines(differences), `${signaturesLine[signatures]}: ${means}`];
}

/** One line a change, marked by what it does, and a count of each. */
export function changeLines(differences: readonly PolicyDifference[]): string[] {
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

export function planFacts({ differences, loosens, signatures }: PolicyPlan): Json {
  return { loosens, signatures, changes: changeFacts(differences) };
}

export function changeFacts(differences: readonly PolicyDifference[]): Json {
  return differences.map(({ field, from, to, effect }) => ({ field, from, to, effect }));
}
