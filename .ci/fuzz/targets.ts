import { nmeaLines } from '../../firmware-sim/fuzz/nmea-lines.ts';
import type { FuzzTarget } from '../../protocol/fuzz/target.ts';
import { protocolTargets } from '../../protocol/fuzz/targets.ts';

/** Every decoder of the house, whichever package it lives in. */
export const fuzzTargets: readonly FuzzTarget[] = [...protocolTargets, nmeaLines];
