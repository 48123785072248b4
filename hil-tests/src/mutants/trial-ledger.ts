import { seededDefects, type SeededDefect } from '@feierabend/firmware-sim';

import type { TestRecord } from '../record/run-record.ts';
import type { Killer, Mutant } from './mutants-record.ts';

interface Entry {
  killer: Killer | undefined;
  /** Tests of which nothing was learned, because the bench broke. */
  broken: string[];
  tests: number;
  durationMs: number;
}

/** Keeps what the tests said of firmware with and without defects, and judges the defects by it. */
export class TrialLedger {
  readonly #entries = new Map<string, Entry>();
  readonly #sound = new Map<string, TestRecord['outcome']>();

  /** Tests that pass without a defect. */
  get proven(): readonly string[] {
    return [...this.#sound].filter(([, outcome]) => outcome === 'PASS').map(([id]) => id);
  }

  /** Those that ran without a defect and did not pass. */
  get unfit(): readonly string[] {
    const unfit = [...this.#sound].filter(([, outcome]) => !['PASS', 'SKIP'].includes(outcome));
    return unfit.map(([id]) => id);
  }

  /** Killers that were not tried without a defect. */
  get unproven(): readonly string[] {
    const ids = [...this.#entries.values()].flatMap(({ killer }) => killer?.id ?? []);
    return [...new Set(ids)].filter((id) => !this.#sound.has(id));
  }

  addSound({ id, outcome }: TestRecord): void {
    this.#sound.set(id, outcome);
  }

  /** True when it is the test that found the defect. */
  add(defect: string, test: TestRecord): boolean {
    const { id, suite, name, clauses, outcome, attempts } = test;
    const entry = this.#entryOf(defect);
    if (outcome === 'SKIP' || attempts.length === 0) return false;
    entry.tests += 1;
    entry.durationMs += attempts.reduce((sum, { durationMs }) => sum + durationMs, 0);
    const message = attempts.at(-1)?.fault?.message.split('\n')[0]?.slice(0, 200) ?? '';
    if (outcome === 'ERROR' || outcome === 'ABORTED') entry.broken.push(`${id}: ${message}`);
    if (entry.killer !== undefined || (outcome !== 'FAIL' && outcome !== 'TIMEOUT')) return false;
    entry.killer = { id, suite, name, clauses: [...clauses], outcome, message };
    return true;
  }

  judge(defect: SeededDefect): Mutant {
    const { killer, broken, tests, durationMs } = this.#entryOf(defect);
    const facts = { defect, what: seededDefects[defect], tests, durationMs };
    if (killer === undefined) {
      const [reason = tests === 0 ? 'no test was run' : undefined] = broken;
      if (reason === undefined) return { ...facts, verdict: 'survived' };
      return { ...facts, verdict: 'unproven', reason };
    }
    if (this.#sound.get(killer.id) === 'PASS') return { ...facts, verdict: 'killed', killer };
    const reason = `${killer.id} was not seen to pass without the defect`;
    return { ...facts, verdict: 'unproven', killer, reason };
  }

  #entryOf(defect: string): Entry {
    let entry = this.#entries.get(defect);
    if (entry === undefined) {
      entry = { killer: undefined, broken: [], tests: 0, durationMs: 0 };
      this.#entries.set(defect, entry);
    }
    return entry;
  }
}
