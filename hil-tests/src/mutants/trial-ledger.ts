import type { TestRecord } from '../record/run-record.ts';
import { defects, type Defect } from './defect.ts';
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
  readonly #sound = new Map<string, TestRecord>();

  /** Tests that pass without a defect. */
  get proven(): readonly string[] {
    const all = [...this.#sound.values()];
    return all.filter(({ outcome }) => outcome === 'PASS').map(({ id }) => id);
  }

  /** Those that ran without a defect and did not pass, with what they said. */
  get unfit(): readonly string[] {
    const unfit = [...this.#sound.values()].filter(
      ({ outcome }) => outcome !== 'PASS' && outcome !== 'SKIP',
    );
    return unfit.map((test) => `${test.id} ended as ${test.outcome}: ${saidBy(test)}`);
  }

  /** Killers that were not tried without a defect. */
  get unproven(): readonly string[] {
    const ids = [...this.#entries.values()].flatMap(({ killer }) => killer?.id ?? []);
    return [...new Set(ids)].filter((id) => !this.#sound.has(id));
  }

  addSound(test: TestRecord): void {
    this.#sound.set(test.id, test);
  }

  /** True when it is the test that found the defect. */
  add(defect: string, test: TestRecord): boolean {
    const { id, suite, name, clauses, outcome, attempts } = test;
    const entry = this.#entryOf(defect);
    if (outcome === 'SKIP' || attempts.length === 0) return false;
    entry.tests += 1;
    entry.durationMs += attempts.reduce((sum, { durationMs }) => sum + durationMs, 0);
    const message = saidBy(test);
    if (outcome === 'ERROR' || outcome === 'ABORTED') entry.broken.push(`${id}: ${message}`);
    if (entry.killer !== undefined || (outcome !== 'FAIL' && outcome !== 'TIMEOUT')) return false;
    entry.killer = { id, suite, name, clauses: [...clauses], outcome, message };
    return true;
  }

  judge(defect: Defect): Mutant {
    const { killer, broken, tests, durationMs } = this.#entryOf(defect);
    const facts = { defect, what: defects[defect], tests, durationMs };
    if (killer === undefined) {
      const [reason = tests === 0 ? 'no test was run' : undefined] = broken;
      if (reason === undefined) return { ...facts, verdict: 'survived' };
      return { ...facts, verdict: 'unproven', reason };
    }
    if (this.#sound.get(killer.id)?.outcome === 'PASS')
      return { ...facts, verdict: 'killed', killer };
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

/** The first line of what a test ended with. */
function saidBy({ attempts, reason = '' }: TestRecord): string {
  return attempts.at(-1)?.fault?.message.split('\n')[0]?.slice(0, 200) ?? reason;
}
