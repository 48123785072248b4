import type { PanelRow } from './panel-row.ts';

const columns = [
  'name',
  'port',
  'outcome',
  'done before',
  'steps',
  'seconds',
  'code',
  'what it said',
  'what to do',
] as const;

function cells(row: PanelRow): readonly string[] {
  return [
    row.name,
    row.port,
    row.outcome,
    row.doneBefore ? 'yes' : 'no',
    `${row.stepsDone} of ${row.steps}`,
    String(row.durationS),
    row.error?.code ?? '',
    row.sentence,
    row.error?.next ?? '',
  ];
}

/** RFC 4180, and nothing in it that a spreadsheet would take for a formula. */
export function csvReport(rows: readonly PanelRow[]): string {
  const quote = (cell: string) => {
    const safe = /^[=+\-@\t\r]/u.test(cell) ? `'${cell}` : cell;
    return `"${safe.replaceAll('"', '""')}"`;
  };
  return [columns, ...rows.map(cells)].map((line) => `${line.map(quote).join(',')}\r\n`).join('');
}

/** One page without anything from elsewhere. */
export function htmlReport(rows: readonly PanelRow[], title: string): string {
  const line = (row: PanelRow) =>
    `<tr class="${row.outcome}">${cells(row)
      .map((cell) => `<td>${escape(cell)}</td>`)
      .join('')}</tr>`;
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${escape(title)}</title>
<meta name="viewport" content="width=device-width">
<style>
body{font:15px/1.4 system-ui,sans-serif;margin:2rem;color-scheme:light dark}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid #8888;padding:.35rem .6rem;text-align:left;vertical-align:top}
.failed td:nth-child(3),.interrupted td:nth-child(3),.not-begun td:nth-child(3){font-weight:bold;color:#c22}
</style>
<h1>${escape(title)}</h1>
<p>${escape(summary(rows))}</p>
<table><thead><tr>${columns.map((name) => `<th>${name}</th>`).join('')}</tr></thead>
<tbody>
${rows.map(line).join('\n')}
</tbody></table></html>
`;
}

export function summary(rows: readonly PanelRow[]): string {
  const count = (outcome: PanelRow['outcome']) =>
    rows.filter((row) => row.outcome === outcome).length;
  const before = rows.filter(({ doneBefore }) => doneBefore).length;
  const earlier = before === 0 ? '' : ` (${before} by an earlier run)`;
  const some = (many: number, what: string) => (many === 0 ? '' : `, ${many} ${what}`);
  const undone = `${some(count('interrupted'), 'interrupted')}${some(count('not-begun'), 'not begun')}`;
  return `${count('ok')} of ${rows.length} devices are done${earlier}, ${count('failed')} failed${undone}`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
