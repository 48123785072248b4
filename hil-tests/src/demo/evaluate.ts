import { precisionLevelOf, toHex, type JournalEntry } from '@feierabend/protocol';

import { dayAccount, gapsExplained } from '../checks/day-account.ts';
import { gateDoubts } from '../checks/gate-doubts.ts';
import { checkJournal } from '../checks/journal-check.ts';
import { fixesOutOfPlace } from '@feierabend/firmware-sim/controller/place-check';
import { gateFaults } from '../checks/gate-check.ts';
import { isInside, localWindows } from '@feierabend/firmware-sim/controller/local-windows';
import type { FedPosition } from '@feierabend/firmware-sim/leak/needles';
import type { ReportInput } from '../report/report-page.ts';
import type { TrackPoint, WindowSpan } from '../report/ribbon.ts';
import type { RunHost, RunSummary } from '../report/run-summary.ts';
import { clauseOutcomes } from './clauses.ts';
import type { DrivenDay } from './drive-day.ts';
import { fedPositions, searchLeaks } from './search-leaks.ts';
import { device, tenant } from './tenant-kit.ts';

export interface Evaluation extends ReportInput {
  /** Every check that failed, in words; empty when the day is as promised. */
  readonly failures: readonly string[];
}

/** Judges a driven day: what arrived, when it was allowed, what is missing, what leaked. */
export function evaluateDay(day: DrivenDay, seed: number, host: RunHost): Evaluation {
  const { policy, received, counters } = day;
  const fed = fedPositions(day);
  const span = { fromS: Math.floor(day.fromMs / 1000), untilS: Math.ceil(day.untilMs / 1000) };
  // The tracker goes on for a while after the last sentence, so its windows reach further than the day shown.
  const windows = localWindows(policy, span.fromS, span.untilS + afterS);
  const track = received.records.flatMap((record): TrackPoint[] =>
    record.kind === 'fix' ? [record] : [],
  );
  const account = dayAccount({
    records: received.records,
    windows,
    ...span,
    intervalMaxS: policy.intervals.parkedS,
  });
  const leaks = searchLeaks({ day, fed, windows, seed });
  const journal = checkJournal(received.journalPages, { tenant, device, signKey: day.signKey });
  const withheldS = account
    .filter((segment) => segment.state === 'withheld')
    .reduce((sum, segment) => sum + segment.untilS - segment.fromS, 0);
  const facts = {
    fixesFed: fed.length,
    fixesTaken: counters.fixesTaken,
    fixesSent: track.length,
    fixesWithheld: counters.epochsWithheld,
    noFix: received.records.filter(
      (record) => record.kind === 'no-fix' && record.timeS <= span.untilS,
    ).length,
    fixesOutsideWindows: track.filter(({ timeS }) => !isInside(windows, timeS)).length,
    gapsExplained: gapsExplained(account),
    withheldSeconds: withheldS,
    reports: {
      batches: received.batches,
      sealedBytes: received.sealedBytes,
      bytesPerFix: track.length === 0 ? 0 : round2(received.sealedBytes / track.length),
      duplicates: received.duplicates,
      lost: received.lost,
    },
    leaks: leaks.search.channels.reduce((sum, channel) => sum + channel.hits, 0),
    leakSearch: { channels: leaks.search.channels, selfTest: leaks.selfTest },
    journalIntact: journal.ok,
    journalEntries: journal.ok ? journal.value.entries.length : 0,
    journalHead: journal.ok ? toHex(journal.value.head.head) : '',
  };
  const summary: RunSummary = {
    schema: 'feierabend/run-summary/1',
    seed,
    source: day.gnss.source,
    tenant,
    device,
    firmware: firmwareFacts(day),
    policy: policyFacts(day),
    day: { ...span, timeZone: policy.timeZone },
    ...facts,
    clauses: clauseOutcomes({
      ...facts,
      instructedFirst: journal.ok && instructedFirst(journal.value.entries),
    }),
    host,
  };
  const failures = [
    ...placeFailures(day, fed),
    ...gateFailures(day, fed, windows),
    ...failedChecks(summary, leaks.falseAlarms),
    ...received.faults.map(({ code, came }) => `A frame could not be opened (${code}): ${came}.`),
    ...journalFailures(journal),
  ];
  const shown = windows.filter((window) => window.fromS < span.untilS);
  return { summary, ribbon: account, windows: shown, track, failures };
}

/** Longer than the tracker runs after the feed, so that nothing it still captures lies beyond the windows known here. */
const afterS = 7_200;

function gateFailures(
  day: DrivenDay,
  fed: readonly FedPosition[],
  windows: readonly WindowSpan[],
): string[] {
  return gateFaults({
    fed,
    windows,
    records: day.received.records,
    withheld: day.counters.epochsWithheld,
  });
}

function placeFailures(day: DrivenDay, fed: readonly FedPosition[]): string[] {
  const { precisionM } = day.policy;
  const fixes = day.received.records.filter((record) => record.kind === 'fix');
  const { timeStepS } = precisionLevelOf(precisionM);
  const astray = fixesOutOfPlace(fixes, fed, { precisionM, timeStepS }).length;
  return astray === 0 ? [] : [`${astray} fixes are not where the receiver was at their time.`];
}

function failedChecks(summary: RunSummary, falseAlarms: number): string[] {
  const { selfTest } = summary.leakSearch;
  const { duplicates, lost } = summary.reports;
  const checks: readonly (readonly [boolean, string])[] = [
    [
      summary.fixesOutsideWindows === 0,
      `${summary.fixesOutsideWindows} fixes lie outside the work hours.`,
    ],
    [summary.gapsExplained, 'Some time of the day is covered by no record at all.'],
    [
      summary.leaks === 0,
      `${summary.leaks} positions of private hours were found outside the receiver (${leakyChannels(summary)}).`,
    ],
    [
      selfTest.planted > 0 && selfTest.found === selfTest.planted,
      'The leak search missed a leak that was planted for it.',
    ],
    [falseAlarms === 0, `The leak search reported ${falseAlarms} positions of work hours.`],
    [
      summary.fixesSent === summary.fixesTaken,
      `${summary.fixesTaken} fixes were taken and ${summary.fixesSent} arrived.`,
    ],
    [lost === 0 && duplicates === 0, `${lost} frames were lost and ${duplicates} came twice.`],
    [summary.firmware.confirmed, 'The new firmware is not confirmed.'],
  ];
  return checks.filter(([holds]) => !holds).map(([, sentence]) => sentence);
}

function journalFailures(journal: ReturnType<typeof checkJournal>): string[] {
  if (journal.ok) return gateDoubts(journal.value.entries);
  return [`The journal does not verify (${journal.fault.code}).`];
}

function leakyChannels({ leakSearch }: RunSummary): string {
  const leaky = leakSearch.channels.filter(({ hits }) => hits > 0);
  return leaky.map(({ name, hits }) => `${name}: ${hits}`).join(', ');
}

/** Whether a signed instruction was accepted before the tracker went on duty for the first time, if it ever did. */
function instructedFirst(entries: readonly JournalEntry[]): boolean {
  const accepted = entries.findIndex(({ kind }) => kind === 'instruction-accepted');
  const duty = entries.findIndex(
    ({ kind, detail }) => kind === 'mode' && detail['mode'] === 'on-duty',
  );
  return accepted >= 0 && (duty < 0 || accepted < duty);
}

function firmwareFacts({ flash }: DrivenDay): RunSummary['firmware'] {
  const result = flash.result as {
    version: string;
    hash: string;
    before: string;
    standing: string;
    upload: { totalBytes: number } | null;
  };
  return {
    from: result.before,
    to: result.version,
    imageSha256: result.hash,
    imageBytes: result.upload?.totalBytes ?? 0,
    confirmed: result.standing === 'confirmed',
  };
}

function policyFacts({ policy, apply }: DrivenDay): RunSummary['policy'] {
  return {
    name: policy.name,
    digest: String(apply.result['digest']),
    timeZone: policy.timeZone,
    windows: apply.result['lines'] as readonly string[],
  };
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
