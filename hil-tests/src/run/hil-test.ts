import { inject, test, type TestContext } from 'vitest';

import { labelOf } from '../evidence/unfinished/unfinished-run.ts';
import { outcomeOf, type Outcome } from '../outcome/outcome.ts';
import { factsOf, missingNeed, type Need } from '../record/bench-facts.ts';
import type { PhaseRecord } from '../record/run-record.ts';
import { currentStation } from '../station/current-station.ts';
import type { Station } from '../station/station.ts';
import { isListed } from './list-tests.ts';
import { tellPhase } from './phase-channel.ts';
import type { TestMeta } from './test-meta.ts';
import { testIdOf } from './test-id.ts';
import { faultOf, TestRecorder } from './test-recorder.ts';
import { declaringTrial } from './trial.ts';

export interface HilTestOptions {
  /** Keys of docs/hil/clauses.md that a pass proves. */
  readonly clauses: readonly string[];
  /** What the bench has to promise; without it the test is skipped, and says so. */
  readonly needs?: readonly Need[];
  /** For the whole attempt; two minutes when not given. */
  readonly timeoutS?: number;
}

export interface HilContext {
  readonly station: Station;
  readonly record: TestRecorder;
  /** Ends with the test's deadline, and with Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Tests of one suite: `const hil = suiteOf('policy')`. */
export function suiteOf(suite: string) {
  return (
    name: string,
    options: HilTestOptions,
    body: (hil: HilContext) => Promise<void>,
  ): void => {
    const { clauses, needs = [], timeoutS = 120 } = options;
    if (isListed({ id: testIdOf(suite, name), suite, name, clauses, needs })) return;
    const order = inject('hilOrder');
    const trial = declaringTrial();
    if (trial?.wants(testIdOf(suite, name)) === false) return;
    const meta: TestMeta = { suite, clauses, needs, attempts: [] };
    if (trial !== undefined) meta.trial = trial.defect ?? 'sound';
    test(
      // oxlint-disable-next-line vitest/valid-title -- the suite names it
      name,
      { timeout: timeoutS * 1000, retry: order.retries, meta: { hil: meta } },
      async (context) => {
        context.task.meta.hil = meta;
        if (trial?.isOver === true) {
          meta.reason = 'the defect was found before';
          context.skip(meta.reason);
        }
        const missing = missingNeed(needs, factsOf(order.bench));
        if (missing !== undefined) {
          meta.reason = missing;
          context.skip(missing);
        }
        // vitest holds back what it has to tell, at times until it has more (its throttle misses a call that comes in the same
        // millisecond): a note makes it tell that this test begins, and the one before has ended, also when this one takes hours.
        await context.annotate('begins');
        await attempt(context, meta, {
          id: testIdOf(suite, name),
          opening: () => trial?.station() ?? currentStation(),
          body,
          folder: order.attachmentFolder,
          onPhase: trial === undefined ? tellPhase(labelOf(suite, name)) : undefined,
          ended: (outcome) => trial?.ended(outcome),
        });
        if (meta.benchFault !== undefined) context.skip(meta.reason);
      },
    );
  };
}

/** Undefined where the bench did not open, or has lost its board: then there is nothing to try. */
async function openBench(
  opening: () => Promise<Station>,
  meta: TestMeta,
): Promise<Station | undefined> {
  try {
    const station = await opening();
    station.checkBoard();
    return station;
  } catch (error) {
    meta.benchFault = faultOf(error);
    meta.reason = 'the bench was not there';
    return undefined;
  }
}

interface AttemptParts {
  readonly id: string;
  readonly opening: () => Promise<Station>;
  readonly body: (hil: HilContext) => Promise<void>;
  /** Where attachments go. */
  readonly folder: string;
  readonly onPhase: ((phase: PhaseRecord) => void) | undefined;
  readonly ended: (outcome: Outcome) => void;
}

async function attempt(
  { signal }: TestContext,
  meta: TestMeta,
  { id, opening, body, folder, onPhase, ended }: AttemptParts,
): Promise<void> {
  const record = new TestRecorder(folder, () => Date.now(), onPhase);
  const kept = meta.attempts.length;
  const keep = (outcome: Outcome, error?: unknown): void => {
    // vitest gives up on a body; what it had is kept, and the body's own end comes too late to be heard.
    if (meta.attempts.length > kept) return;
    meta.attempts.push(record.end(outcome, error));
    ended(outcome);
  };
  const late = (): void => {
    const isTimeout = signal.reason instanceof Error && /timed? ?out/iu.test(signal.reason.message);
    keep(isTimeout ? 'TIMEOUT' : 'ABORTED', signal.reason);
  };
  signal.addEventListener('abort', late, { once: true });
  try {
    const station = await openBench(opening, meta);
    if (station === undefined) return ended('ERROR');
    try {
      station.beginTest(id);
      await body({ station, record, signal });
      record.checkLimits();
      keep('PASS');
    } finally {
      await station.endTest(meta);
    }
  } catch (error) {
    keep(outcomeOf(error, signal), error);
    throw error;
  } finally {
    signal.removeEventListener('abort', late);
  }
}
