import type { Measurement } from '../record/run-record.ts';

export interface MeasurementText {
  /** `12.5 ms` */
  readonly value: string;
  /** `2 … 20 ms`, `≥ 2 ms`, `= 0 s`; none for a fact. */
  readonly limits: string | undefined;
}

/** A measurement as people read it, the same in every language. */
export function measurementText(measurement: Omit<Measurement, 'outcome'>): MeasurementText {
  const { value, unit, min, max, expected } = measurement;
  const withUnit = (text: string) => (unit === undefined ? text : `${text}\u00A0${unit}`);
  const limits: string[] = [];
  if (min !== undefined && min === max) limits.push(`=\u00A0${withUnit(numberText(min))}`);
  else if (min !== undefined && max !== undefined) {
    limits.push(`${numberText(min)} … ${withUnit(numberText(max))}`);
  } else if (min !== undefined) limits.push(`≥\u00A0${withUnit(numberText(min))}`);
  else if (max !== undefined) limits.push(`≤\u00A0${withUnit(numberText(max))}`);
  if (expected !== undefined) limits.push(`=\u00A0${withUnit(plain(expected))}`);
  return {
    value: withUnit(plain(value)),
    limits: limits.length === 0 ? undefined : limits.join(', '),
  };
}

function plain(value: Measurement['value']): string {
  return typeof value === 'number' ? numberText(value) : String(value);
}

/** At most six significant digits, and never in exponents for what people measure. */
function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  return String(Number(value.toPrecision(6)));
}
