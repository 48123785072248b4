import type { JournalEntry } from '@feierabend/protocol';

import type { TrackerStatus } from '../runner/tracker-status.ts';
import { instantText } from '../world/instant.ts';

const nameWidth = 14;

/** A screen of plain lines, none wider than the terminal. */
export function liveView(
  status: TrackerStatus,
  parts: {
    readonly port: string;
    readonly journal: readonly JournalEntry[];
    readonly columns: number;
  },
): string {
  const { timeS, nextChangeS } = status;
  const facts: readonly (readonly [string, string])[] = [
    ['tracker', `${status.device}, firmware ${status.firmware}, on ${parts.port}`],
    ['mode', modeText(status)],
    ['clock', timeS === null ? status.clock : `${status.clock}, ${instantText(timeS)}`],
    ['next change', nextChangeText(timeS, nextChangeS)],
    ...(status.receiver === null ? [] : ([['receiver', status.receiver]] as const)),
    [
      'counted',
      `${status.fixes} fixes, ${status.positionsWithheld} positions withheld, ` +
        `${status.framesWaiting} frames waiting`,
    ],
    ['journal', `${status.journalEntries} entries`],
  ];
  const lines = [
    ...facts.map(([name, value]) => `${name.padEnd(nameWidth)}${value}`),
    ...parts.journal.map((entry) => `  ${entryText(entry)}`),
    'Ctrl-C ends it.',
  ];
  return lines.map((line) => line.slice(0, Math.max(20, parts.columns - 1))).join('\n');
}

function modeText({ mode, isOpen }: TrackerStatus): string {
  return isOpen
    ? `${mode.replace('-', ' ').toUpperCase()}: positions are taken`
    : `closed: ${mode}`;
}

function nextChangeText(timeS: number | null, nextChangeS: number | null): string {
  if (nextChangeS === null || timeS === null) return 'not known';
  const leftS = nextChangeS - timeS;
  const [hours, minutes] = [Math.floor(leftS / 3600), Math.floor(leftS / 60) % 60];
  const left = hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${leftS % 60} s`;
  return `${instantText(nextChangeS)}, in ${left}`;
}

function entryText({ index, kind, atS, detail }: JournalEntry): string {
  const when = atS === null ? 'time unknown' : instantText(atS);
  const words = Object.entries(detail).map(([name, value]) => `${name}=${value}`);
  return `${index} ${when} ${kind} ${words.join(' ')}`;
}
