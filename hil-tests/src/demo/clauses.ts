import { clauseName, clauses } from '../record/clauses.ts';
import type { ClauseOutcome, RunSummary } from '../report/run-summary.ts';

type Facts = Pick<
  RunSummary,
  | 'fixesSent'
  | 'fixesTaken'
  | 'fixesOutsideWindows'
  | 'gapsExplained'
  | 'leaks'
  | 'leakSearch'
  | 'journalIntact'
  | 'journalEntries'
  | 'reports'
> & { readonly instructedFirst: boolean };

interface Proof {
  /** Whether this run proves the part named in `evidence`. */
  readonly holds: (facts: Facts) => boolean;
  readonly evidence: (facts: Facts) => string;
}

/** What one driven day says about the clauses of the two contracts, and what it does not say anything about. */
export function clauseOutcomes(facts: Facts): ClauseOutcome[] {
  return clauses.map((row): ClauseOutcome => {
    const named = { clause: clauseName(row), text: row.says.en };
    const proof = row.keys.map((key) => proofs[key]).find((one) => one !== undefined);
    if (row.kind === 'organisational') {
      return { ...named, outcome: 'open', evidence: 'organisational, not testable here' };
    }
    if (proof === undefined) return { ...named, outcome: 'open', evidence: 'not part of this run' };
    const outcome = proof.holds(facts) ? 'pass' : 'fail';
    return { ...named, outcome, evidence: proof.evidence(facts) };
  });
}

const searched = ({ leakSearch }: Facts): boolean =>
  leakSearch.selfTest.planted > 0 && leakSearch.selfTest.found === leakSearch.selfTest.planted;

/** By the key of a clause. */
const proofs: Readonly<Record<string, Proof>> = {
  'TOM-5': {
    holds: (facts) => facts.fixesOutsideWindows === 0 && facts.gapsExplained,
    evidence: (facts) =>
      `${facts.fixesSent} fixes, ${facts.fixesOutsideWindows} outside the windows; every gap has its record`,
  },
  'TOM-6': {
    holds: (facts) => facts.leaks === 0 && searched(facts),
    evidence: ({ leaks, leakSearch }) =>
      `${leaks} positions of private hours on ${leakSearch.channels.length} channels; ` +
      `${leakSearch.selfTest.found} of ${leakSearch.selfTest.planted} planted ones found`,
  },
  'TOM-8': {
    holds: ({ fixesSent, fixesTaken, reports }) => fixesSent === fixesTaken && reports.lost === 0,
    evidence: ({ fixesSent, fixesTaken }) => `${fixesSent} of ${fixesTaken} fixes arrived`,
  },
  'TOM-9': {
    holds: (facts) => facts.journalIntact && facts.journalEntries > 0,
    evidence: (facts) => `${facts.journalEntries} journal entries verified against the signed head`,
  },
  'TOM-12': {
    holds: (facts) => facts.journalIntact && facts.instructedFirst,
    evidence: () =>
      'the journal has the accepted instruction, with author and reason, before the first duty',
  },
};
