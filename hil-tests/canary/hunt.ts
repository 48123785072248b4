import type { SeededDefect } from '@feierabend/firmware-sim';

import { judge, type Finding, type Judgement } from './judge.ts';
import { Life } from './life.ts';
import { shortLife, type DayPlan, type MonthPlan } from './month.ts';
import type { SituationName } from './situations/situation.ts';

/** Those that let a place out: the suites of `hil run` find the others. */
export const defectNames = [
  'gate-capture',
  'gate-store',
  'gate-send',
  'gate-late',
  'sos-everyone',
  'sos-endless',
  'glass-early',
  'leak-log',
  'leak-serial',
  'leak-mqtt',
  'leak-topic',
  'leak-journal',
  'leak-flash',
  'leak-record',
  'leak-crash',
] as const satisfies readonly SeededDefect[];
export type HuntedDefect = (typeof defectNames)[number];

/** A device that lives as planned, and what is found on it. */
export async function liveAndJudge(
  plan: MonthPlan,
  defects: readonly SeededDefect[] = [],
): Promise<Judgement> {
  const life = new Life(plan, defects);
  await life.live();
  return judge(life);
}

/** The fewest days that show a gate is missing. */
const tightened: readonly SituationName[] = [
  'tightened while places wait in RAM',
  'tightened while frames wait in flash',
];

/** Only a policy that comes between shows that a gate is gone, and only a call or a declaration what is wrong with one. */
export const telltales: Partial<Record<SeededDefect, readonly SituationName[]>> = {
  'gate-store': tightened,
  'gate-send': tightened,
  'sos-everyone': ['a call for help'],
  'sos-endless': ['a call for help'],
  'glass-early': ['break-glass'],
};

/** The shortest life that gives a defect away. */
export function telltaleLife(defect: SeededDefect, seed: number): MonthPlan {
  return shortLife(telltales[defect] ?? ['plain'], seed);
}

export interface Hunt {
  readonly defect: HuntedDefect;
  /** Where it was found; empty when it was not. */
  readonly channels: readonly Finding['channel'][];
  readonly lives: number;
}

/** Gives a device one defect, and lives until it is found or the plans are used up. */
export async function huntDefect(defect: HuntedDefect, plans: readonly MonthPlan[]): Promise<Hunt> {
  for (const [index, plan] of plans.entries()) {
    // The next life is lived only if this one found nothing.
    // oxlint-disable-next-line no-await-in-loop
    const { findings } = await liveAndJudge(plan, [defect]);
    const channels = [...new Set(findings.map(({ channel }) => channel))];
    if (channels.length > 0) return { defect, channels, lives: index + 1 };
  }
  return { defect, channels: [], lives: plans.length };
}

/** The single day of a month that is enough for a finding, as it was or by itself; undefined when it takes more. */
export async function telltaleDay(plan: MonthPlan): Promise<DayPlan | undefined> {
  for (const [index, day] of plan.days.entries()) {
    const alone = { ...plan, firstDay: plan.firstDay + index, days: [day] };
    // oxlint-disable-next-line no-await-in-loop
    if ((await liveAndJudge(alone)).findings.length > 0) return day;
  }
  return undefined;
}
