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

interface ClauseRow {
  readonly clause: string;
  readonly text: string;
  /** Whether this run proves the part named in `evidence`; without it the row is open. */
  readonly holds?: (facts: Facts) => boolean;
  readonly evidence?: (facts: Facts) => string;
}

/** What one driven day says about the clauses of the two contracts, and what it does not say anything about. */
export function clauseOutcomes(facts: Facts): ClauseOutcome[] {
  return rows.map(({ clause, text, holds, evidence }) => ({
    clause,
    text,
    outcome: holds === undefined ? 'open' : holds(facts) ? 'pass' : 'fail',
    evidence: evidence?.(facts) ?? 'not part of this run',
  }));
}

const searched = ({ leakSearch }: Facts): boolean =>
  leakSearch.selfTest.planted > 0 && leakSearch.selfTest.found === leakSearch.selfTest.planted;

const rows: readonly ClauseRow[] = [
  {
    clause: 'TOM-5',
    text: 'no gapless tracking; outside working time only if configured',
    holds: (facts) => facts.fixesOutsideWindows === 0 && facts.gapsExplained,
    evidence: (facts) =>
      `${facts.fixesSent} fixes, ${facts.fixesOutsideWindows} outside the windows; every gap has its record`,
  },
  {
    clause: 'TOM-6',
    text: 'no unauthorised disclosure of positions of private hours',
    holds: (facts) => facts.leaks === 0 && searched(facts),
    evidence: ({ leaks, leakSearch }) =>
      `${leaks} positions of private hours on ${leakSearch.channels.length} channels; ` +
      `${leakSearch.selfTest.found} of ${leakSearch.selfTest.planted} planted ones found`,
  },
  {
    clause: 'TOM-8',
    text: 'protection against loss',
    holds: ({ fixesSent, fixesTaken, reports }) => fixesSent === fixesTaken && reports.lost === 0,
    evidence: ({ fixesSent, fixesTaken }) => `${fixesSent} of ${fixesTaken} fixes arrived`,
  },
  {
    clause: 'TOM-9',
    text: 'change history that cannot be changed unseen',
    holds: (facts) => facts.journalIntact && facts.journalEntries > 0,
    evidence: (facts) => `${facts.journalEntries} journal entries verified against the signed head`,
  },
  {
    clause: 'TOM-12, AVV-9',
    text: 'processing only on instruction',
    holds: (facts) => facts.journalIntact && facts.instructedFirst,
    evidence: () =>
      'the journal has the accepted instruction, with author and reason, before the first duty',
  },
  { clause: 'TOM-1', text: 'confidentiality, integrity, availability as a whole' },
  { clause: 'TOM-2, AVV-7', text: 'data centres in the EU / EEA only' },
  { clause: 'TOM-3', text: 'personal accounts, no shared ones' },
  { clause: 'TOM-4', text: 'roles by need to know' },
  { clause: 'TOM-7', text: 'strict tenant separation' },
  { clause: 'TOM-10', text: 'encryption in transit and at rest' },
  { clause: 'TOM-11', text: 'storage only as long as needed' },
  { clause: 'TOM-13', text: 'privacy by design, protective defaults' },
  { clause: 'TOM-14', text: 'regular review' },
  { clause: 'AVV-4', text: 'data of third persons tracked by the user' },
  { clause: 'AVV-5', text: 'the level of security never falls' },
  { clause: 'AVV-6.4, 6.5, 6.7, 10', text: 'evidence, inspections, spot checks' },
  { clause: 'AVV-6.8', text: 'breaches reported without delay' },
  { clause: 'AVV-8', text: 'sub-processors only when named' },
  { clause: 'AVV-9.4', text: 'warning before an unlawful instruction' },
  { clause: 'AVV-9.5', text: 'no other purposes, no copies' },
  { clause: 'AVV-11.1', text: 'deletion or return at the end' },
  { clause: 'AVV-11.2', text: 'documentation kept beyond the end' },
  {
    clause: 'AVV-1, 2, 3, 6.1, 6.2, 6.3, 6.6, 11.3, 12',
    text: 'organisational, not testable here',
  },
];
