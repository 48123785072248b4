import {
  noFixReasons,
  trackerEvents,
  withheldReasons,
  type FixRecord,
  type TrackerRecord,
} from '../records.ts';
import { latitudeE5Max, longitudeE5Max } from './place-track.ts';

const u16Max = 0xffff;
const u32Max = 0xffff_ffff;

/** What a batch can hold of the numbers that change little, see field-track.ts. */
export const fieldShapes = {
  altitudeM: { index: 0, min: -0x8000, max: 0x7fff },
  speedKmh: { index: 1, min: 0, max: u16Max },
  courseDeg: { index: 2, min: 0, max: 359, turn: 360 },
  batteryMillivolts: { index: 3, min: 0, max: u16Max },
} as const;

/**
 * What keeps a record out of a batch: the name of the value, never the value, for that may be a
 * position.
 */
export function recordProblem(record: TrackerRecord): string | undefined {
  switch (record.kind) {
    case 'fix':
      return timeProblem(record.timeS) ?? fixProblem(record);
    case 'no-fix':
      return timeProblem(record.timeS) ?? reasonProblem(noFixReasons, record.reason);
    case 'withheld':
      return spanProblem(record) ?? reasonProblem(withheldReasons, record.reason);
    case 'heartbeat':
      if (!isWithin(record.batteryMillivolts, 0, u16Max)) return 'a battery voltage';
      return timeProblem(record.timeS);
    case 'mileage':
      if (!isWithin(record.distanceM, 0, u32Max)) return 'a distance';
      return spanProblem(record);
    case 'event':
      return timeProblem(record.timeS) ?? reasonProblem(trackerEvents, record.event);
    default:
      return 'a kind';
  }
}

function fixProblem(fix: FixRecord): string | undefined {
  const { altitudeM, speedKmh, courseDeg } = fieldShapes;
  if (!isWithin(fix.latitudeE5, -latitudeE5Max, latitudeE5Max)) return 'a latitude';
  if (!isWithin(fix.longitudeE5, -longitudeE5Max, longitudeE5Max)) return 'a longitude';
  if (!isWithin(fix.altitudeM ?? 0, altitudeM.min, altitudeM.max)) return 'an altitude';
  if (!isWithin(fix.speedKmh ?? 0, 0, speedKmh.max)) return 'a speed';
  return isWithin(fix.courseDeg ?? 0, 0, courseDeg.max) ? undefined : 'a course';
}

function timeProblem(timeS: number): string | undefined {
  return isWithin(timeS, 0, u32Max) ? undefined : 'a time';
}

function spanProblem(span: { readonly fromS: number; readonly untilS: number }) {
  const problem = timeProblem(span.fromS) ?? timeProblem(span.untilS);
  return problem ?? (span.untilS < span.fromS ? 'the length of a span' : undefined);
}

function reasonProblem(list: readonly string[], name: string): string | undefined {
  return list.includes(name) ? undefined : 'a reason or event';
}

function isWithin(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}
