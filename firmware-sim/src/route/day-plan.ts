import type { Random } from '../core/ports.ts';
import { between } from './dice.ts';
import type { PlaceName } from './places.ts';

export type DayPhase = 'private' | 'commute' | 'work' | 'break';

/** One trip and the stay after it. */
export interface Trip {
  readonly phase: DayPhase;
  readonly by: 'van' | 'foot';
  readonly to: PlaceName;
  /**
   * Local time of departure in minutes after midnight; a trip that is late leaves when the one
   * before has arrived.
   */
  readonly departMin?: number;
  /** Departure after this stay instead. */
  readonly afterStayMin?: number;
  /** The way leads through a tunnel of this length, in its middle. */
  readonly tunnelM?: number;
}

/** The first and the last second of the day that are told, in local minutes. */
export const DAY_START_MIN = 5 * 60 + 30;
export const DAY_END_MIN = 21 * 60 + 30;

export const DAY_START_PLACE: PlaceName = 'home';

const at = (hour: number, minute: number) => hour * 60 + minute;

/**
 * A service van's day, with working hours 08:00-12:00 and 12:30-16:30. The tracker also goes along
 * on foot in the lunch break, and on a private drive in the evening to places where no work has
 * been done.
 */
export function planDay(random: Random): Trip[] {
  const around = (minute: number, byMin: number) => minute + Math.floor(between(random, 0, byMin));
  const van = (phase: DayPhase, to: PlaceName, when: Pick<Trip, 'departMin' | 'afterStayMin'>) =>
    ({ phase, by: 'van', to, ...when }) as const;
  const stay = (fromMin: number, toMin: number) => ({
    afterStayMin: Math.floor(between(random, fromMin, toMin)),
  });
  return [
    van('commute', 'depot', { departMin: around(at(7, 8), 10) }),
    van('work', 'customerCentre', { departMin: around(at(8, 3), 6) }),
    { ...van('work', 'customerSouth', stay(28, 36)), tunnelM: 780 },
    van('work', 'customerDasing', stay(24, 32)),
    van('work', 'customerWest', stay(24, 32)),
    van('work', 'customerPfersee', stay(20, 28)),
    { phase: 'break', by: 'foot', to: 'bakery', departMin: around(at(12, 1), 2) },
    { phase: 'break', by: 'foot', to: 'customerPfersee', ...stay(5, 8) },
    van('work', 'customerNorth', { departMin: around(at(12, 32), 4) }),
    van('work', 'customerEast', stay(58, 76)),
    van('work', 'depot', stay(55, 72)),
    van('commute', 'home', { departMin: around(at(16, 36), 6) }),
    van('private', 'climbingHall', { departMin: around(at(18, 25), 10) }),
    van('private', 'friends', { departMin: around(at(20, 5), 8) }),
    van('private', 'home', { departMin: around(at(20, 54), 4) }),
  ];
}
