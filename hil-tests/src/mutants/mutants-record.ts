import { z } from 'zod';

import { outcomes } from '../outcome/outcome.ts';

/** What `hil mutants` leaves in `mutants.json`. */
export const mutantsSchema = 'feierabend/hil-mutants/1';

/**
 * `killed`: a test failed that passes on firmware as it should be. `survived`: every test ran, and none failed. `unproven`: the
 * bench broke, a test that failed fails without the defect as well, or nothing was run.
 */
const mutantVerdicts = ['killed', 'survived', 'unproven'] as const;

const killer = z.strictObject({
  /** Id of the test: `suite/name-in-words`. */
  id: z.string().min(1),
  suite: z.string().min(1),
  name: z.string().min(1),
  /** Keys of docs/hil/clauses.md that the test proves. */
  clauses: z.array(z.string()),
  outcome: z.enum(outcomes),
  /** First words of what it said. */
  message: z.string(),
});

const mutant = z.strictObject({
  defect: z.string().min(1),
  what: z.string().min(1),
  verdict: z.enum(mutantVerdicts),
  killer: killer.optional(),
  /** Why it is unproven. */
  reason: z.string().optional(),
  /** Tests that ran to their end, the killer included; skipped ones are not counted. */
  tests: z.number().int().nonnegative(),
  durationMs: z.number().nonnegative(),
});

export const mutantsRecord = z.strictObject({
  schema: z.literal(mutantsSchema),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  bench: z.string(),
  suites: z.array(z.string()),
  seed: z.number().int(),
  /** Ids of the tests that passed on firmware without a defect; only they can kill. */
  proven: z.array(z.string()),
  mutants: z.array(mutant),
});

export type Mutant = z.infer<typeof mutant>;
export type Killer = z.infer<typeof killer>;
