import type { IndicatorPattern } from '../ports.ts';
import type { Mode } from './mode.ts';

export interface IndicatorFacts {
  readonly mode: Mode;
  /** A break-glass is declared and announced: its first position comes soon, or has come. */
  readonly isAnnounced: boolean;
  /** A call for help went out a moment ago, without a place. */
  readonly isHeard: boolean;
}

/** What each pattern says, for docs/firmware/modes.md. */
export const indicatorMeanings: Readonly<Record<IndicatorPattern, string>> = {
  off: 'no position is taken',
  on: 'positions are taken: a window of the policy is open',
  'slow-blink': 'positions are taken: somebody here called for help',
  'fast-blink': 'a break-glass was declared: positions are taken, or will be in a minute',
  'double-flash': 'a call for help went out without a place; for a minute',
};

/** The light is on or blinks whenever a position can be taken, and before that when a break-glass is announced. */
export function indicatorOf({ mode, isAnnounced, isHeard }: IndicatorFacts): IndicatorPattern {
  if (mode.open && mode.name === 'sos') return 'slow-blink';
  if ((mode.open && mode.name === 'break-glass') || isAnnounced) return 'fast-blink';
  if (isHeard) return 'double-flash';
  return mode.open ? 'on' : 'off';
}
