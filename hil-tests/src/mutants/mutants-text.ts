import type { Mutant } from './mutants-record.ts';

const words: Readonly<Record<Mutant['verdict'], string>> = {
  killed: 'KILLED',
  survived: 'SURVIVED',
  unproven: 'UNPROVEN',
};

/** One line of the table. */
export function mutantLine({ defect, verdict, killer, reason, durationMs, tests }: Mutant): string {
  const by = killer === undefined ? `after ${tests} tests` : killer.id;
  const clauses = killer === undefined ? '' : ` (${killer.clauses.join(', ')})`;
  const why = verdict === 'unproven' && reason !== undefined ? `: ${reason}` : '';
  const time = `${(durationMs / 1000).toFixed(1)} s`.padStart(7);
  return `${words[verdict].padEnd(8)} ${defect.padEnd(20)} ${time}  ${by}${clauses}${why}`;
}

export function mutantsSummary(mutants: readonly Mutant[], elapsedMs: number): string {
  const counts = Object.entries(words).flatMap(([verdict, word]) => {
    const those = mutants.filter((mutant) => mutant.verdict === verdict).length;
    return those === 0 ? [] : [`${those} ${word.toLowerCase()}`];
  });
  const noun = mutants.length === 1 ? 'defect' : 'defects';
  return `${mutants.length} ${noun} in ${Math.round(elapsedMs / 1000)} s: ${counts.join(', ')}`;
}

/** `12 of 50, about 3 min left`; nothing about the time before something is known. */
export function progressText(done: number, all: number, elapsedMs: number): string {
  if (done === 0) return `0 of ${all}`;
  const leftS = ((elapsedMs / done) * (all - done)) / 1000;
  const left = leftS < 90 ? `${Math.ceil(leftS)} s` : `${Math.round(leftS / 60)} min`;
  return `${done} of ${all}, about ${left} left`;
}
