import { instantText } from './instant.ts';
import type { LifeSummary } from './simulate.ts';

/** What a person wants to know of a life, one fact a line. */
export function summaryText(summary: LifeSummary): string {
  const { energy, nextChangeS, hoursByMode, flashErrors } = summary;
  const { gnss, modem, sleep } = energy.parts;
  const facts: readonly (readonly [string, string])[] = [
    ['seed', String(summary.seed)],
    ['days', `${round(summary.days)} (${summary.boots} ${summary.boots === 1 ? 'boot' : 'boots'})`],
    ['fixes', String(summary.fixes)],
    ['withheld', `${summary.positionsWithheld} positions the receiver had and the gate refused`],
    ...(flashErrors === null
      ? []
      : ([
          [
            'flash',
            `${flashErrors.erases} erases, ${flashErrors.programs} writes, ${flashErrors.reads} reads went wrong`,
          ],
        ] as const)),
    ...Object.entries(hoursByMode).map(([mode, hours]) => [`  ${mode}`, `${hours} h`] as const),
    ['sent', `${summary.messages} messages, ${summary.payloadBytes} bytes`],
    ['waiting', `${summary.framesWaiting} frames`],
    ['journal', `${summary.journalEntries} entries`],
    [
      'charge',
      `${round(energy.mahPerDay)} mAh/day: receiver ${round(gnss)}, modem ${round(modem)}, sleep ${round(sleep)}`,
    ],
    ['battery', `${Math.floor(energy.batteryDays)} days`],
    ['clock', clockTexts[summary.clock]],
    ['next change', nextChangeS === null ? 'none by itself' : instantText(nextChangeS)],
  ];
  return facts.map(([name, value]) => `${name.padEnd(20)} ${value}\n`).join('');
}

const clockTexts: Readonly<Record<LifeSummary['clock'], string>> = {
  trusted: 'trusted',
  untrusted: 'not trusted: closed until a receiver tells the time',
  jumped: 'jumped: closed until a signed time',
  none: 'the device has no power, or no work',
};

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
