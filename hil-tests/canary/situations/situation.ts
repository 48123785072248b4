import { acts } from './acts.ts';
import { closing } from './closing.ts';
import { endings } from './endings.ts';
import { keys } from './keys.ts';
import { outages } from './outages.ts';
import { overtaken } from './overtaken.ts';
import { untimely } from './untimely.ts';
import type { Day } from '../day.ts';

/** What happens on one day. Whatever it does, the place of every second after it is known to be allowed or not. */
export interface Situation {
  /** Before the first window. */
  readonly morning?: (day: Day) => Promise<void>;
  /** In a window, some time after it opened. */
  readonly atWork?: (day: Day) => Promise<void>;
  /** While the device is closed: in the break, or after the last window. */
  readonly offDuty?: (day: Day) => Promise<void>;
}

/** Every situation in which a place is to be withheld; the hours off duty, the breaks and the first fixes come by themselves. */
export const situations = {
  plain: {},
  ...closing,
  ...overtaken,
  ...outages,
  ...untimely,
  ...acts,
  ...keys,
  ...endings,
} as const satisfies Record<string, Situation>;

export type SituationName = keyof typeof situations;

export const situationNames = Object.keys(situations) as SituationName[];
