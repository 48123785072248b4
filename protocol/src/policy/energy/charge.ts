import { coulombsPerMah, trackerFigures, type EnergyFigures } from './figures.ts';

/** What happened in a life that costs charge. */
export interface EnergyCounts {
  receiverOnMs: number;
  receiverAcquiringMs: number;
  attaches: number;
  bursts: number;
  messages: number;
  /** Payloads and what stands around them. */
  bytesOnAir: number;
}

export interface EnergyReport {
  readonly mahPerDay: number;
  /** The parts of {@link mahPerDay}. */
  readonly parts: { readonly gnss: number; readonly modem: number; readonly sleep: number };
}

/** Charge per day of a life of so many days with these counts. */
export function energyOf(
  counts: EnergyCounts,
  days: number,
  figures: EnergyFigures = trackerFigures,
): EnergyReport {
  const { gnssAcquisitionMa, gnssTrackingMa, gnssBackupMa } = figures;
  const acquiringH = counts.receiverAcquiringMs / 3_600_000;
  const trackingH = (counts.receiverOnMs - counts.receiverAcquiringMs) / 3_600_000;
  const offH = days * 24 - acquiringH - trackingH;
  const gnssMah = acquiringH * gnssAcquisitionMa + trackingH * gnssTrackingMa + offH * gnssBackupMa;
  const modemMc =
    counts.attaches * (figures.attachMc + figures.connectMc) +
    counts.bursts * figures.burstMc +
    counts.bytesOnAir * figures.perByteMc;
  const gnss = gnssMah / days;
  const modem = modemMc / 1000 / coulombsPerMah / days;
  const sleep = 24 * (figures.sleepMa + figures.boardMa);
  return { mahPerDay: gnss + modem + sleep, parts: { gnss, modem, sleep } };
}

/** Lithium cells give about four fifths of what is printed on them, over their life and in the cold. */
const usableShare = 0.8;

export function batteryDays(capacityMah: number, mahPerDay: number): number {
  return (capacityMah * usableShare) / mahPerDay;
}
