import { dateText } from '@feierabend/firmware-sim/page/local-time';
import { percentText, wholeText } from '@feierabend/firmware-sim/page/number-text';
import { ribbonText } from './ribbon-text.ts';
import type { RibbonSegment } from './ribbon.ts';
import type { RunSummary } from './run-summary.ts';
import { storyOf, verdictOf } from './verdict.ts';

export interface AccountOptions {
  /** Width of the terminal. */
  readonly columns: number;
  readonly color: boolean;
  /** `false` draws with ASCII alone. Default: true. */
  readonly unicode?: boolean;
}

/** Wider lines are hard to read, narrower terminals wrap by themselves. */
const columnsMax = 88;
const columnsMin = 30;
const indent = '  ';

/**
 * What happened, for somebody who has never seen the tool: a short story, the ribbon of the day, a
 * few numbers.
 */
export function accountText(
  summary: RunSummary,
  ribbon: readonly RibbonSegment[],
  { columns, color, unicode = true }: AccountOptions,
): string {
  const width = Math.max(columnsMin, Math.min(columns, columnsMax)) - 2 * indent.length;
  const verdict = verdictOf(summary);
  const paint = (code: string, text: string) => (color ? `\u001B[${code}m${text}\u001B[0m` : text);
  const wrapAll = (sentences: readonly string[]) =>
    sentences.flatMap((line) => wrapped(printable(line), width));
  const lines = [
    paint(verdict.good ? '1;32' : '1;31', `${verdict.headline}.`),
    ...wrapAll(verdict.problems.map((problem) => `! ${problem}`)),
    '',
    ...wrapAll([storyOf(summary).join(' ')]),
    '',
    dateText(summary.day.fromS, summary.day.timeZone),
    '',
    ...ribbonText(ribbon, summary.day, { columns: width, color, unicode }),
    '',
    ...table(numberRows(summary)),
  ];
  const text = lines
    .map((line) => (line === '' ? '' : indent + line))
    .join('\n')
    .replaceAll('\u00A0', ' ');
  return `${unicode ? text : toAscii(text)}\n`;
}

function numberRows(summary: RunSummary): readonly (readonly [string, string, string])[] {
  const { source, reports, host, leakSearch } = summary;
  const skipped = Object.entries(source.skippedByReason)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `${reason} ${count}`);
  return [
    ['sentences read', wholeText(source.linesRead), source.name],
    ['sentences skipped', wholeText(source.linesSkipped), skipped.join(', ')],
    ['fixes taken', wholeText(summary.fixesTaken), ''],
    ['fixes sent', wholeText(summary.fixesSent), `in ${wholeText(reports.batches)} sealed batches`],
    ['fixes withheld', wholeText(summary.fixesWithheld), 'turned away at the receiver'],
    ['outside work hours', wholeText(summary.fixesOutsideWindows), ''],
    [
      'leaks found',
      wholeText(summary.leaks),
      `search tested with ${leakSearch.selfTest.planted} plants`,
    ],
    ['bytes per fix', reports.bytesPerFix.toFixed(1), 'sealed and padded'],
    [
      'flash speed',
      `${wholeText(host.flashBytesPerS)} B/s`,
      `${percentText(host.flashLineShare)} of the ${wholeText(host.baudRate)} baud line`,
    ],
    [
      'journal',
      summary.journalIntact ? 'intact' : 'BROKEN',
      `${wholeText(summary.journalEntries)} entries`,
    ],
  ];
}

function table(rows: readonly (readonly [string, string, string])[]): string[] {
  const labels = Math.max(...rows.map(([label]) => label.length));
  const values = Math.max(...rows.map(([, value]) => value.length));
  return rows.map(([label, value, note]) =>
    printable(`${label.padEnd(labels)}  ${value.padStart(values)}  ${note}`).trimEnd(),
  );
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Whatever a plain terminal cannot show becomes a question mark. */
function toAscii(text: string): string {
  return text.replace(/[^\p{ASCII}]/gu, '?');
}

/** Names come from files and must not steer the terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}
