import { precisionLevelOf, type CompiledPolicy, type FixRecord } from '@feierabend/protocol';

import { gridCentre } from '../../controller/grid.ts';

/** Centres are rounded to 1e-5 degrees; the rest is for the last bit of a cosine. */
const offCentreE5Max = 0.51;
/** Up to this the place is exact. */
const exactUpToM = 1;

/** What of a fix is finer than a policy allows, or not in it at all; undefined where nothing is. Times are for {@link ReportPace}. */
export function tooFine(
  fix: FixRecord,
  { precisionM, fields }: CompiledPolicy,
): string | undefined {
  if (precisionM > exactUpToM && !isCentre(fix, precisionM)) {
    return `is not the centre of a cell of ${precisionM} m, as its policy wants it`;
  }
  const { altitudeStepM, speedStepKmh, courseStepDeg } = precisionLevelOf(precisionM);
  return (
    tooFineField('altitude', 'm', fix.altitudeM, fields.altitude ? altitudeStepM : undefined) ??
    tooFineField('speed', 'km/h', fix.speedKmh, fields.speed ? speedStepKmh : undefined) ??
    tooFineField('course', 'degrees', fix.courseDeg, fields.course ? courseStepDeg : undefined)
  );
}

function tooFineField(
  field: string,
  unit: string,
  value: number | undefined,
  step: number | undefined,
): string | undefined {
  if (value === undefined || (step !== undefined && value % step === 0)) return undefined;
  const wanted = step === undefined ? 'none' : `steps of ${step} ${unit}`;
  return `tells its ${field} of ${value} ${unit}, and its policy has ${wanted}`;
}

function isCentre(fix: FixRecord, precisionM: number): boolean {
  const { latitudeE5, longitudeE5 } = gridCentre(fix, precisionM);
  return (
    Math.abs(fix.latitudeE5 - latitudeE5) <= offCentreE5Max &&
    Math.abs(fix.longitudeE5 - longitudeE5) <= offCentreE5Max
  );
}
