import { failed, ok, type FaultParts, type Result } from '@feierabend/protocol';

import { between } from '../route/dice.ts';
import type { SeededRandom } from '../hardware/seeded-random.ts';
import { faultCatalog, isFaultName, type Fault, type FaultName } from './faults.ts';
import { readInstantS } from './instant.ts';

const unitMs = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const form =
  /^(?<name>[a-z]+\.[a-z]+)=(?<number>-?\d{1,9}(?:\.\d{1,3})?)(?<unit>s|min|h|d|B|ppm|blocks|erases)@(?<at>.+)$/u;
const negativeAllowed: ReadonlySet<FaultName> = new Set(['clock.drift', 'clock.leap']);
/** More is a mistake of the caller: a day of noise is a day of work, and a chip has so many blocks. */
const countMax = { B: 10_000_000, blocks: 1000, erases: 1_000_000 } as const;
const countUnits = { bytes: 'B', blocks: 'blocks', erases: 'erases' } as const;

/** Reads `link.outage=2d@2026-03-01T08:00`. */
export function readFault(text: string): Result<Fault> {
  const { name = '', number = '', unit = '', at = '' } = form.exec(text)?.groups ?? {};
  if (name === '') return failed(unfit(text, 'it has another form'));
  if (!isFaultName(name)) return failed(unfit(text, `there is no fault ${name}`));
  const atS = readInstantS(at);
  if (atS === undefined) return failed(unfit(text, `${at} is no date`));
  const value = valueOf(name, Number(number), unit);
  if (value === undefined) {
    return failed(unfit(text, `${number}${unit} is not what ${name} can be given`));
  }
  return ok({ name, value, atS });
}

function valueOf(name: FaultName, number: number, unit: string): number | undefined {
  const { value } = faultCatalog[name];
  if (number <= 0 && !(negativeAllowed.has(name) && number < 0)) return undefined;
  if (value === 'ppm') return unit === 'ppm' && Math.abs(number) <= 1000 ? number : undefined;
  if (value !== 'duration') {
    const countUnit = countUnits[value];
    return unit === countUnit && number <= countMax[countUnit] ? Math.round(number) : undefined;
  }
  return unit in unitMs ? Math.round(number * unitMs[unit as keyof typeof unitMs]) : undefined;
}

function unfit(text: string, came: string): FaultParts {
  return {
    code: 'FAULT_FORM',
    expected: 'a fault such as link.outage=2d@2026-03-01T08:00',
    came: `of ${JSON.stringify(text)} ${came}`,
    next: 'see the list of firmware-sim faults',
  };
}

/** So many faults of any kind, at any time of the span, none longer than two days. */
export function diceFaults(
  dice: SeededRandom,
  count: number,
  span: { readonly fromS: number; readonly untilS: number },
): Fault[] {
  const names = Object.keys(faultCatalog).filter(isFaultName);
  return Array.from({ length: count }, () => {
    const name = names[dice.nextU32() % names.length] ?? 'power.cut';
    const { value } = faultCatalog[name];
    // As many short ones as long ones.
    const durationMs = Math.round(10 ** between(dice, 3, 8.2));
    const bytes = 1 + (dice.nextU32() % (name === 'flash.decay' ? 3 : 20_000));
    const ppm = (dice.nextU32() % 101) - 50 || 1;
    const blocks = 1 + (dice.nextU32() % 4);
    const erases = 20 + (dice.nextU32() % 1000);
    return {
      name,
      value: { duration: durationMs, bytes, ppm, blocks, erases }[value],
      atS: Math.floor(between(dice, span.fromS, span.untilS)),
    };
  }).toSorted((a, b) => a.atS - b.atS);
}
