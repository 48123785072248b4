import {
  byteText,
  countText,
  durationText,
  wholeText,
} from '@feierabend/firmware-sim/page/number-text';
import type { RunSummary } from './run-summary.ts';

export interface Verdict {
  readonly good: boolean;
  readonly headline: string;
  /** What is wrong, one sentence each; empty when `good`. */
  readonly problems: readonly string[];
}

/** The run in one line. A single broken promise is a failed run; the numbers are never averaged. */
export function verdictOf(summary: RunSummary): Verdict {
  const problems = findProblems(summary);
  if (problems.length > 0)
    return { good: false, headline: 'The run did not keep its promise', problems };
  const headline =
    summary.fixesSent === 0 ? 'Nothing left the tracker' : 'Only working hours left the tracker';
  return { good: true, headline, problems };
}

function findProblems(summary: RunSummary): string[] {
  const { selfTest } = summary.leakSearch;
  const { leaks, fixesOutsideWindows, reports } = summary;
  const missing = summary.fixesTaken - summary.fixesSent;
  const checks: readonly (readonly [boolean, string])[] = [
    [
      leaks > 0,
      `${countText(leaks, 'place')} outside the receiver had a position of private hours.`,
    ],
    [
      fixesOutsideWindows > 0,
      `${countText(fixesOutsideWindows, 'fix', 'fixes')} arrived from outside the work hours.`,
    ],
    [!summary.gapsExplained, 'Some time of the day is explained by no record.'],
    [
      missing !== 0,
      `${wholeText(summary.fixesTaken)} fixes were taken, ${wholeText(summary.fixesSent)} arrived.`,
    ],
    [reports.lost > 0, `${countText(reports.lost, 'report')} got lost.`],
    [!summary.journalIntact, 'The journal of the tracker does not verify.'],
    [!summary.firmware.confirmed, 'The new firmware was not confirmed.'],
    [
      selfTest.planted === 0 || selfTest.found < selfTest.planted,
      `The leak search found ${selfTest.found} of ${selfTest.planted} leaks planted to test it.`,
    ],
  ];
  return checks.filter(([broken]) => broken).map(([, sentence]) => sentence);
}

/** The run as a few plain sentences, shared by terminal and page. */
export function storyOf(summary: RunSummary): string[] {
  const { firmware, policy, leakSearch } = summary;
  const channels = leakSearch.channels.filter(({ name }) => name !== 'decoded');
  const searched = byteText(channels.reduce((sum, { bytes }) => sum + bytes, 0));
  const { planted, found } = leakSearch.selfTest;
  const what = firmware.from === firmware.to ? firmware.to : `${firmware.from} to ${firmware.to}`;
  return [
    `The tracker ${summary.device} was flashed (firmware ${what}) ` +
      `and given the signed policy "${policy.name}".`,
    `Its receiver then had ${countText(summary.fixesFed, 'position')} to offer.`,
    takenSentence(summary),
    ...withheldSentences(summary),
    `A search through ${searched} on ${countText(channels.length, 'channel')} ` +
      `${foundText(summary.leaks)}; ` +
      plantText(planted, found),
  ];
}

function takenSentence({ fixesTaken, fixesSent, fixesWithheld }: RunSummary): string {
  if (fixesTaken === 0 && fixesSent === 0) {
    return `It took no fix, and turned ${wholeText(fixesWithheld)} away before anything stored them.`;
  }
  const arrived =
    fixesSent === fixesTaken ? 'and all of them arrived' : `and ${wholeText(fixesSent)} arrived`;
  const taken = `In work hours it took ${countText(fixesTaken, 'fix', 'fixes')}, ${arrived};`;
  const away = `it turned ${wholeText(fixesWithheld)} away before anything stored them`;
  return `${taken} in private hours ${away}.`;
}

function withheldSentences({ withheldSeconds }: RunSummary): string[] {
  if (withheldSeconds === 0) return [];
  const span = durationText(withheldSeconds);
  return [`${span} are reported as withheld instead: when and why, without a place.`];
}

function foundText(leaks: number): string {
  if (leaks === 0) return 'found none of the private positions';
  return `found private positions in ${countText(leaks, 'place')}`;
}

function plantText(planted: number, found: number): string {
  if (planted === 0) return 'nothing was planted to test it.';
  if (found === planted)
    return `it did find all ${wholeText(planted)} that were planted to test it.`;
  return `of ${wholeText(planted)} planted to test it, it found ${wholeText(found)}.`;
}
