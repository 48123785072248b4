import type { Checked } from './source-problem.ts';

const durationUnits: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600, d: 86_400 };
const lengthUnits: Readonly<Record<string, number>> = { m: 1, km: 1000 };

export interface QuantityRange {
  readonly min: number;
  readonly max: number;
}

/** `10 s`, `10 min`, `1 h`, `30 d` as seconds. */
export function readDuration(text: string, range: QuantityRange): Checked<number> {
  return readQuantity(text, range, {
    units: durationUnits,
    noun: 'a duration',
    example: '10 min',
    format: formatDuration,
  });
}

/** `10 m`, `1 km` as metres. */
export function readLength(text: string, range: QuantityRange): Checked<number> {
  return readQuantity(text, range, {
    units: lengthUnits,
    noun: 'a length',
    example: '10 m',
    format: formatLength,
  });
}

/** The largest unit that needs no fraction: `90 min`, `2 h`, `30 d`. */
export function formatDuration(seconds: number): string {
  return formatQuantity(seconds, durationUnits, 's');
}

export function formatLength(metres: number): string {
  return formatQuantity(metres, lengthUnits, 'm');
}

interface QuantityKind {
  readonly units: Readonly<Record<string, number>>;
  readonly noun: string;
  readonly example: string;
  readonly format: (value: number) => string;
}

function readQuantity(text: string, range: QuantityRange, kind: QuantityKind): Checked<number> {
  const parts = /^(\d{1,9}) ?([a-z]+)$/u.exec(text.trim());
  const unit = parts?.[2] === undefined ? undefined : kind.units[parts[2]];
  if (parts === null || unit === undefined) {
    const code = 'POLICY_QUANTITY';
    const expected = `${kind.noun} in ${Object.keys(kind.units).join(', ')}`;
    const next = `write a whole number and a unit, such as "${kind.example}"`;
    return { problems: [{ code, expected, came: `"${text}" is none`, next }] };
  }
  const value = Number(parts[1]) * unit;
  if (value >= range.min && value <= range.max) return { value };
  const limits = `${kind.format(range.min)} to ${kind.format(range.max)}`;
  return {
    problems: [
      {
        code: 'POLICY_RANGE',
        expected: `${kind.noun} from ${limits}`,
        came: `"${text}" lies outside`,
        next: 'choose a value in that range',
      },
    ],
  };
}

function formatQuantity(
  value: number,
  units: Readonly<Record<string, number>>,
  base: string,
): string {
  const fitting = Object.entries(units).filter(([, size]) => value >= size && value % size === 0);
  const [name, size] = fitting.at(-1) ?? [base, 1];
  return `${value / size} ${name}`;
}
