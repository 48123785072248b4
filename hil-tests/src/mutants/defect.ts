import { isSeededDefect, seededDefects, type SeededDefect } from '@feierabend/firmware-sim';

import { brokerDefects, isBrokerDefect, type BrokerDefect } from './broker-defects.ts';

/** What the suites are tried on: a defect of the firmware, or one of the broker of the bench. */
export type Defect = SeededDefect | BrokerDefect;

/** Every defect, and what it does. */
export const defects: Readonly<Record<Defect, string>> = { ...seededDefects, ...brokerDefects };
export const defectNames: readonly Defect[] = Object.keys(defects).filter(isDefect);

export function isDefect(name: string): name is Defect {
  return isSeededDefect(name) || isBrokerDefect(name);
}
