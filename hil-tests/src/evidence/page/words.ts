import type { Outcome } from '../../outcome/outcome.ts';
import type { ClauseVerdict } from '../../record/clause-verdict.ts';
import type { Attachment } from '../../record/run-record.ts';
import type { DrawingWords } from '../../report/drawing-words.ts';

/** What the evidence page says, in one language. Names, messages and digests of the run stay as they are. */
export interface EvidenceWords {
  readonly title: string;
  /** Name of the page's own language, and of the other one, each in itself. */
  readonly otherLanguage: string;
  readonly run: string;
  readonly headline: Readonly<Record<Outcome | 'DEFECTS', string>>;
  readonly story: (counts: RunCounts) => string;
  readonly notCertification: string;
  readonly placesKept: string;
  readonly defects: (names: string) => string;
  readonly tiles: Readonly<
    Record<'proved' | 'partly' | 'failed' | 'open' | 'passed' | 'flaky' | 'bench', string>
  >;
  readonly clauses: {
    readonly title: string;
    readonly note: string;
    readonly columns: readonly [string, string, string, string];
    readonly noTest: string;
    readonly untried: string;
    readonly tried: (tried: number, of: number) => string;
    readonly leftOut: (count: number) => string;
    readonly noTestNeeded: string;
    readonly more: (count: number) => string;
  };
  readonly verdicts: Readonly<Record<ClauseVerdict, string>>;
  readonly outcomes: Readonly<Record<Outcome, string>>;
  readonly flaky: string;
  readonly days: { readonly title: string; readonly note: string; readonly places: string };
  readonly drawing: DrawingWords;
  readonly timing: {
    readonly title: string;
    readonly facts: (facts: TimingFacts) => string;
    readonly spoken: (title: string, facts: string) => string;
    readonly exactly: string;
    readonly atMost: string;
    readonly atLeast: string;
  };
  readonly tests: {
    readonly title: string;
    readonly columns: readonly [string, string, string, string];
    readonly attempts: (count: number) => string;
    readonly bad: string;
    readonly answers: { readonly yes: string; readonly no: string };
  };
  readonly failures: { readonly title: string; readonly note: string };
  readonly benchFaults: { readonly title: string; readonly note: string; readonly own: string };
  readonly skipped: { readonly title: string; readonly note: string; readonly needs: string };
  readonly flakyTests: { readonly title: string; readonly note: string };
  readonly aborted: { readonly title: string };
  readonly attempt: (number: number, of: number) => string;
  readonly proofs: {
    readonly title: string;
    readonly columns: readonly [string, string, string];
    readonly journal: (entries: number) => string;
    readonly receipt: string;
    readonly key: string;
  };
  readonly digests: Readonly<
    Record<
      | 'title'
      | 'bench'
      | 'target'
      | 'capabilities'
      | 'tools'
      | 'source'
      | 'commit'
      | 'changed'
      | 'host'
      | 'firmware'
      | 'underTest'
      | 'policies',
      string
    >
  > & { readonly columns: readonly [string, string, string] };
  readonly files: {
    readonly title: string;
    readonly note: string;
    readonly columns: readonly [string, string, string, string];
    readonly scrubbed: Readonly<Record<NonNullable<Attachment['scrubbed']>, string>>;
    readonly kinds: Readonly<Record<Attachment['kind'], string>>;
  };
  readonly repeat: {
    readonly title: string;
    readonly note: string;
    readonly command: string;
    readonly seed: string;
    readonly verify: string;
    readonly sums: string;
  };
  readonly footer: string;
}

interface RunCounts {
  readonly tests: number;
  readonly passed: number;
  readonly failed: number;
  readonly broken: number;
  readonly skipped: number;
  readonly flaky: number;
  readonly duration: string;
}

interface TimingFacts {
  readonly count: number;
  readonly lowest: string;
  readonly median: string;
  readonly highest: string;
  readonly outside: number;
}
