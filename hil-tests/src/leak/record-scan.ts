import { batchVersion, decodeBatch, unpad, type TrackerRecord } from '@feierabend/protocol';

import type { NeedleSet } from './needles.ts';

/** Larger pieces are no single plaintext batch. */
const batchBytesMax = 65_536;

/** The records of a piece that is a plaintext batch, with or without its padding. */
export function batchRecords(bytes: Uint8Array): readonly TrackerRecord[] {
  // The first byte spares nearly everything that was tapped the decoder.
  if (bytes[0] !== batchVersion || bytes.length > batchBytesMax) return [];
  const whole = decodeBatch(bytes);
  if (whole.ok) return whole.value;
  const content = unpad(bytes);
  if (!content.ok) return [];
  const unpadded = decodeBatch(content.value);
  return unpadded.ok ? unpadded.value : [];
}

/** Whether the record is a fix at a place only seen in private hours. */
export function isPrivateFix(
  needles: NeedleSet,
  record: TrackerRecord,
): record is Extract<TrackerRecord, { kind: 'fix' }> {
  return record.kind === 'fix' && needles.e5.has(record.latitudeE5, record.longitudeE5);
}
