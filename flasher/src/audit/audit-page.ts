import { escapeMarkup } from '../output/markup.ts';
import { htmlPage } from '../output/html-page.ts';
import { isoTime } from '../signing/instruction-file.ts';
import { accountLines, type Account } from './account.ts';

/** One device of a report: its account, or why there is none. */
export interface AuditedRow {
  readonly name: string;
  readonly account?: Account;
  readonly failure?: string;
}

export interface AuditPageFacts {
  readonly atS: number;
  readonly keyFrom: 'device' | 'identity-file';
  /** How the devices were drawn, where they were. */
  readonly drawn?: { readonly seed: string; readonly count: number; readonly of: number };
}

/** The report of an audit, for print. */
export function auditPage(rows: readonly AuditedRow[], facts: AuditPageFacts): string {
  const { atS, keyFrom, drawn } = facts;
  const how =
    drawn === undefined
      ? ''
      : `<p>${drawn.count} of ${drawn.of} devices, drawn by the seed <code>${escapeMarkup(drawn.seed)}</code>: ` +
        'ascending by SHA-256 of seed, line feed and name.</p>';
  const key =
    keyFrom === 'identity-file'
      ? 'Verified with the keys that were written down at provisioning.'
      : 'Verified with the key that each device states itself.';
  return htmlPage('Audit', [
    `<p>${isoTime(atS)}. ${key}</p>`,
    how,
    ...rows.flatMap(section),
    '<p>Signature: ______________________________</p>',
  ]);
}

function section({ name, account, failure }: AuditedRow): string[] {
  const lines = account === undefined ? [`NOT VERIFIED  ${failure ?? ''}`] : accountLines(account);
  return [`<h2>${escapeMarkup(name)}</h2>`, `<pre>${lines.map(escapeMarkup).join('\n')}</pre>`];
}
