import { EpochAssembler, type GnssEpoch } from '../gnss/epoch.ts';
import { SentenceGuard } from '../gnss/sentence-guard.ts';

/** One report of an independent decoder (a `TPV` line of gpsd) that has a time. */
export interface ExpectedEpoch {
  /** Line in the file of expected output, from 1. */
  readonly line: number;
  readonly timeMs: number;
  /** Absent when the decoder found no fix. */
  readonly latitude?: number;
  readonly longitude?: number;
}

/** What the firmware's own reading makes of the bytes of a receiver. */
export function epochsOfLog(bytes: Uint8Array): GnssEpoch[] {
  const guard = new SentenceGuard({ checksums: 'learned' });
  const assembler = new EpochAssembler();
  const epochs = guard.push(bytes).map((sentence) => assembler.push(sentence));
  return [...epochs, assembler.flush()].filter((epoch) => epoch !== undefined);
}

/** The last report of each instant: gpsd reports one several times while its sentences come in. */
export function readExpectedEpochs(text: string): ExpectedEpoch[] {
  const byTime = new Map<number, ExpectedEpoch>();
  for (const [index, line] of text.split('\n').entries()) {
    if (!line.startsWith('{"class":"TPV"')) continue;
    const report = JSON.parse(line) as Record<string, unknown>;
    if (typeof report['time'] !== 'string') continue;
    const timeMs = Date.parse(report['time']);
    const hasFix = Number(report['mode']) >= 2;
    const place = { latitude: Number(report['lat']), longitude: Number(report['lon']) };
    byTime.set(timeMs, { line: index + 1, timeMs, ...(hasFix ? place : {}) });
  }
  return [...byTime.values()];
}

export interface DecoderComparison {
  readonly equal: number;
  readonly differing: readonly ExpectedEpoch[];
  /** Fixes that only the firmware found. */
  readonly beyond: readonly GnssEpoch[];
}

/** Compares by time, to the millisecond, and place, to 1e-7 degrees; no fix equals no fix. */
export function compareEpochs(
  epochs: readonly GnssEpoch[],
  expected: readonly ExpectedEpoch[],
): DecoderComparison {
  const byTime = new Map(epochs.map((epoch) => [epoch.timeMs, epoch]));
  const differing = expected.filter((wanted) => !isEqual(byTime.get(wanted.timeMs), wanted));
  const times = new Set(expected.map(({ timeMs }) => timeMs));
  const beyond = epochs.filter(({ timeMs, valid }) => valid && !times.has(timeMs));
  return { equal: expected.length - differing.length, differing, beyond };
}

function isEqual(epoch: GnssEpoch | undefined, wanted: ExpectedEpoch): boolean {
  if (epoch === undefined) return false;
  const { latitude, longitude } = wanted;
  if (latitude === undefined || longitude === undefined) return !epoch.valid;
  const { latitudeE7 = Number.NaN, longitudeE7 = Number.NaN } = epoch.position ?? {};
  const offE7 = [latitudeE7 - latitude * 1e7, longitudeE7 - longitude * 1e7];
  return offE7.every((off) => Math.abs(off) <= 1);
}
