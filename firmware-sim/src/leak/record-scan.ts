import { batchVersion, decodeBatch, unpad, type TrackerRecord } from '@feierabend/protocol';

import type { Needles } from './needles.ts';

/** Larger pieces are no single plaintext batch. */
const batchBytesMax = 65_536;

/**
 * The records of a piece that is a plaintext batch, with or without its padding. The code is dense, so
 * that a padded batch may read as another one: what either reading gives is judged.
 */
export function batchRecords(bytes: Uint8Array): readonly TrackerRecord[] {
  // The first byte spares nearly everything that was tapped the decoder.
  if (bytes[0] !== batchVersion || bytes.length > batchBytesMax) return [];
  const content = unpad(bytes);
  return [...recordsOf(bytes), ...(content.ok ? recordsOf(content.value) : [])];
}

function recordsOf(bytes: Uint8Array): readonly TrackerRecord[] {
  const records = decodeBatch(bytes);
  return records.ok ? records.value : [];
}

/** Whether the record is a fix at a place only seen in private hours. */
export function isPrivateFix(
  needles: Needles,
  record: TrackerRecord,
): record is Extract<TrackerRecord, { kind: 'fix' }> {
  return record.kind === 'fix' && needles.e5.has(record.latitudeE5, record.longitudeE5);
}
