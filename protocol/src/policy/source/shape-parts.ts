import { z } from 'zod';

import type { QuantityRange } from './quantity.ts';
import { readDuration } from './quantity.ts';
import type { Checked, ValueProblem } from './source-problem.ts';

/** What our own checks attach to an issue; issues of zod itself have none. */
export interface IssueParams {
  readonly problem: ValueProblem;
  /** The place is the key, not its value. */
  readonly inKey?: boolean;
}

export type Context = z.RefinementCtx;

export function report(
  ctx: Context,
  problems: readonly ValueProblem[],
  { path = [], inKey = false }: { path?: (string | number)[]; inKey?: boolean } = {},
): void {
  for (const problem of problems) {
    const params: IssueParams = { problem, inKey };
    ctx.addIssue({ code: 'custom', message: problem.expected, path, params: { ...params } });
  }
}

/** A text that one of our readers turns into a value. */
export function read<T>(reader: (text: string) => Checked<T>) {
  return z.string().transform((text, ctx): T => {
    const checked = reader(text);
    if (checked.problems === undefined) return checked.value;
    report(ctx, checked.problems);
    return z.NEVER;
  });
}

export const duration = (min: number, max: number) =>
  read((text) => readDuration(text, { min, max } satisfies QuantityRange));
