import { batteryDays, estimateEnergy, type CompiledPolicy } from '@feierabend/protocol';

import type { Json } from '../output/event.ts';

export interface BatteryCost {
  readonly mahPerDay: number;
  readonly parts: { readonly gnss: number; readonly modem: number; readonly sleep: number };
  readonly days: number;
  readonly capacityMah: number;
}

/** Estimated in closed form; docs/firmware/energy.md has figures, sources and tolerance. */
export function batteryCost(policy: CompiledPolicy, capacityMah: number): BatteryCost {
  const { mahPerDay, parts } = estimateEnergy(policy);
  return { mahPerDay, parts, days: batteryDays(capacityMah, mahPerDay), capacityMah };
}

export function batteryLine({ mahPerDay, parts, days, capacityMah }: BatteryCost): string {
  const { gnss, modem, sleep } = parts;
  const split = `receiver ${mah(gnss)}, modem ${mah(modem)}, rest ${mah(sleep)}`;
  return `Battery   about ${mah(mahPerDay)} mAh a day (${split}): ${Math.round(days)} days from ${capacityMah} mAh`;
}

/** Before and after, where there is a before. */
export function batteryChangeLine(before: BatteryCost | undefined, after: BatteryCost): string {
  if (before === undefined) return batteryLine(after);
  const { mahPerDay, days, capacityMah } = after;
  return [
    `Battery   about ${mah(before.mahPerDay)} -> ${mah(mahPerDay)} mAh a day`,
    `${Math.round(before.days)} -> ${Math.round(days)} days from ${capacityMah} mAh`,
  ].join(': ');
}

export function batteryFacts({ mahPerDay, parts, days, capacityMah }: BatteryCost): Json {
  return {
    mahPerDay: rounded(mahPerDay),
    receiverMahPerDay: rounded(parts.gnss),
    modemMahPerDay: rounded(parts.modem),
    restMahPerDay: rounded(parts.sleep),
    batteryDays: Math.round(days),
    capacityMah,
  };
}

function mah(value: number): string {
  return value.toFixed(value < 10 ? 2 : 1);
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
