import { inject, test, type TestContext } from 'vitest';

import { outcomeOf } from '../outcome/outcome.ts';
import { currentStation } from '../station/current-station.ts';
import type { Station } from '../station/station.ts';
import { missingNeed, type Need } from './skip-reason.ts';
import type { TestMeta } from './test-meta.ts';
import { TestRecorder } from './test-recorder.ts';

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
    const order = inject('hilOrder');
    const { clauses, needs = [], timeoutS = 120 } = options;
    const meta: TestMeta = { suite, clauses, needs, attempts: [] };
    test(
      // oxlint-disable-next-line vitest/valid-title -- the suite names it
      name,
      { timeout: timeoutS * 1000, retry: order.retries, meta: { hil: meta } },
      async (context) => {
        context.task.meta.hil = meta;
        const missing = missingNeed(needs, order.bench);
        if (missing !== undefined) {
          meta.reason = missing;
          context.skip(missing);
        }
        await attempt(context, meta, body, order.attachmentFolder);
      },
    );
  };
}

async function attempt(
  { signal }: TestContext,
  meta: TestMeta,
  body: (hil: HilContext) => Promise<void>,
  attachmentFolder: string,
): Promise<void> {
  const record = new TestRecorder(attachmentFolder, () => Date.now());
  const kept = meta.attempts.length;
  const late = (): void => {
    // vitest gives up on the body; what it had is kept, and the body's own end comes too late to be heard.
    if (meta.attempts.length > kept) return;
    meta.attempts.push(
      record.end(
        signal.reason instanceof Error && /timed? ?out/iu.test(signal.reason.message)
          ? 'TIMEOUT'
          : 'ABORTED',
        signal.reason,
      ),
    );
  };
  signal.addEventListener('abort', late, { once: true });
  try {
    const station = await currentStation();
    try {
      await body({ station, record, signal });
      record.checkLimits();
      if (meta.attempts.length === kept) meta.attempts.push(record.end('PASS'));
    } finally {
      await station.endTest(meta);
    }
  } catch (error) {
    if (meta.attempts.length === kept)
      meta.attempts.push(record.end(outcomeOf(error, signal), error));
    throw error;
  } finally {
    signal.removeEventListener('abort', late);
  }
}
