import { compareTimes, type Stopwatch } from './linear-time.ts';
import { execute } from './run-target.ts';
import type { Finding, FuzzTarget } from './target.ts';

export interface FuzzRow {
  readonly target: string;
  readonly executions: number;
  readonly accepted: number;
  /** The worst of its shapes: time per byte of eight times the input, over that of the input. */
  readonly timeRatio?: number;
}

export interface FuzzSession {
  readonly rows: readonly FuzzRow[];
  readonly findings: readonly Finding[];
}

export interface FuzzPlan {
  readonly targets: readonly FuzzTarget[];
  readonly seed: number;
  /** For the executions of all targets, in equal shares; comparing times comes on top. */
  readonly durationMs: number;
  readonly stopwatch: Stopwatch;
  /** For comparing times; may count only the work of this process. */
  readonly workwatch: Stopwatch;
}

/** Ends a target at its first finding: the next ones are mostly the same. */
export function runSession(plan: FuzzPlan): FuzzSession {
  const { targets, seed, durationMs, stopwatch, workwatch } = plan;
  const rows: FuzzRow[] = [];
  const findings: Finding[] = [];
  const shareMs = durationMs / targets.length;
  for (const target of targets) {
    const times = compareTimes(target, workwatch);
    findings.push(...times.flatMap(({ finding }) => finding ?? []));
    const until = stopwatch() + shareMs;
    let [executions, accepted] = [0, 0];
    do {
      const done = execute(target, seed, executions);
      executions += 1;
      if (done.accepted) accepted += 1;
      if (done.finding !== undefined) {
        findings.push(done.finding);
        break;
      }
    } while (stopwatch() < until);
    const ratios = times.map(({ ratio }) => ratio);
    rows.push({
      target: target.name,
      executions,
      accepted,
      ...(ratios.length === 0 ? {} : { timeRatio: Math.max(...ratios) }),
    });
  }
  return { rows, findings };
}
