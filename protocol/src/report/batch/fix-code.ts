import type { FixDraft, FixRecord } from '../records.ts';
import type { BitCoder } from './bit-coder.ts';
import { FieldTrack } from './field-track.ts';
import { PlaceTrack } from './place-track.ts';
import { fieldShapes } from './record-rules.ts';

/** Which optional fields a fix has. */
const hasAltitude = 1;
const hasSpeed = 2;
const hasCourse = 4;

export function fieldsOf(fix: FixRecord): number {
  return (
    (fix.altitudeM === undefined ? 0 : hasAltitude) |
    (fix.speedKmh === undefined ? 0 : hasSpeed) |
    (fix.courseDeg === undefined ? 0 : hasCourse)
  );
}

/** Codes all of a fix but its time and the set of its fields. */
export class FixCode {
  readonly #place = new PlaceTrack();
  // Made when they are needed: most batches have few of them.
  #altitude: FieldTrack | undefined;
  #speed: FieldTrack | undefined;
  #course: FieldTrack | undefined;

  /** The fix, or what was wrong with it. */
  code(
    coder: BitCoder,
    timeS: number,
    fields: number,
    fix: FixRecord | undefined,
  ): FixRecord | string {
    const place = this.#place;
    if (!place.code(coder, timeS, fix?.latitudeE5 ?? 0, fix?.longitudeE5 ?? 0)) {
      return 'a place outside the map';
    }
    const { latitudeE5, longitudeE5 } = place;
    const coded: FixDraft = { kind: 'fix', timeS, latitudeE5, longitudeE5 };
    if ((fields & hasAltitude) !== 0) {
      this.#altitude ??= new FieldTrack(fieldShapes.altitudeM);
      const altitudeM = this.#altitude.code(coder, fix?.altitudeM ?? 0);
      if (altitudeM === undefined) return 'an altitude outside its range';
      coded.altitudeM = altitudeM;
    }
    if ((fields & hasSpeed) !== 0) {
      this.#speed ??= new FieldTrack(fieldShapes.speedKmh);
      const speedKmh = this.#speed.code(coder, fix?.speedKmh ?? 0);
      if (speedKmh === undefined) return 'a speed outside its range';
      coded.speedKmh = speedKmh;
    }
    if ((fields & hasCourse) !== 0) {
      this.#course ??= new FieldTrack(fieldShapes.courseDeg);
      const courseDeg = this.#course.code(coder, fix?.courseDeg ?? 0);
      if (courseDeg === undefined) return 'a course outside its range';
      coded.courseDeg = courseDeg;
    }
    return coded;
  }
}
