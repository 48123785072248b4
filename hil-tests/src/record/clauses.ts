import { avvClauses } from './avv-clauses.ts';
import type { ClauseRow } from './clause-row.ts';
import { tomClauses } from './tom-clauses.ts';

/** The whole matrix, in the order of the contracts. */
export const clauses: readonly ClauseRow[] = [...tomClauses, ...avvClauses];

/** Every key a test may name. */
export const clauseKeys: ReadonlySet<string> = new Set(clauses.flatMap(({ keys }) => keys));

/** `AVV-6.4, 6.5, 6.7, 10`: the keys of a row as people write them. */
export function clauseName({ keys }: Pick<ClauseRow, 'keys'>): string {
  let contract = '';
  const parts = keys.map((key) => {
    const [name = '', section = ''] = key.split('-');
    const text = name === contract ? section : key;
    contract = name;
    return text;
  });
  return parts.join(', ');
}
