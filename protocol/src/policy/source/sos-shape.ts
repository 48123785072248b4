import { z } from 'zod';

import { policyLimits as limits, type SosRule } from '../policy.ts';
import { name } from './capture-shapes.ts';
import { duration, report, type Context } from './shape-parts.ts';
import type { ValueProblem } from './source-problem.ts';
import { suggest } from './suggestion.ts';

export const sosShape = z.strictObject({
  recipients: z.array(name),
  every: duration(limits.sosIntervalSMin, limits.sosIntervalSMax),
  for: duration(limits.sosDurationSMin, limits.sosDurationSMax),
});

/** Names as people wrote them, as indices into the recipients of the policy. */
export function sosRule(
  given: z.infer<typeof sosShape>,
  recipients: readonly { readonly name: string }[],
  ctx: Context,
): SosRule {
  const known = recipients.map((recipient) => recipient.name);
  const indices: number[] = [];
  for (const [at, called] of given.recipients.entries()) {
    const index = known.indexOf(called);
    const problem = problemOf(called, { isKnown: index >= 0, isTwice: indices.includes(index) });
    if (problem !== undefined) {
      const next = index < 0 ? suggest(called, known) : problem.next;
      report(ctx, [{ ...problem, next }], { path: ['sos', 'recipients', at] });
    }
    indices.push(index);
  }
  if (indices.length === 0) report(ctx, [nobody], { path: ['sos', 'recipients'] });
  const { every: intervalS, for: durationS } = given;
  return { recipients: indices.toSorted((a, b) => a - b), intervalS, durationS };
}

const nobody: ValueProblem = {
  code: 'POLICY_SOS',
  expected: 'somebody who may open a call for help',
  came: 'the list is empty',
  next: 'name one of the recipients, or remove "sos"',
};

function problemOf(
  called: string,
  { isKnown, isTwice }: { readonly isKnown: boolean; readonly isTwice: boolean },
): ValueProblem | undefined {
  if (isKnown && !isTwice) return undefined;
  const came = isKnown ? `${called} is there twice` : `${called} is none of them`;
  const expected = 'names of recipients of the policy, each once';
  return { code: 'POLICY_SOS', expected, came, next: 'keep one of the two' };
}
