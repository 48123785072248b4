import { toHex } from '../src/bytes.ts';
import type { FuzzRow } from './session.ts';
import type { Finding } from './target.ts';

/** The table of a session, and its sum. */
export function formatRows(rows: readonly FuzzRow[]): string {
  const cells = rows.map(({ target, executions, accepted, timeRatio }) => [
    target,
    String(executions),
    String(accepted),
    timeRatio === undefined ? '-' : timeRatio.toFixed(2),
  ]);
  const sum = (of: (row: FuzzRow) => number) =>
    String(rows.reduce((total, row) => total + of(row), 0));
  const all = [
    ['target', 'executions', 'accepted', 'time/byte 8n : n'],
    ...cells,
    ['all', sum((row) => row.executions), sum((row) => row.accepted), ''],
  ];
  const widths = [0, 1, 2, 3].map((at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  return all.map((row) => line(row, widths)).join('');
}

/** What was broken, and how to see it again. */
export function formatFinding(finding: Finding, seed: number): string {
  const { target, what, input, execution } = finding;
  const again = `npm run fuzz -- --target '${target}' --seed ${seed}`;
  if (input === undefined) return `\n${target}: ${what}\n  again: ${again}\n`;
  return (
    `\n${target}: ${what}\n  seed ${seed}, execution ${execution}, ${input.length} bytes\n` +
    `  again: ${again} --hex ${toHex(input)}\n`
  );
}

function line(row: readonly string[], widths: readonly number[]): string {
  const padded = row.map((cell, at) =>
    at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
  );
  return `${padded.join('  ').trimEnd()}\n`;
}
