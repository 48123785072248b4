import { readFile } from 'node:fs/promises';

import { InternalError, verifyExport, type VerifiedExport } from '@feierabend/protocol';

import type { DeviceRecord } from '../record/run-record.ts';
import type { TestRecorder } from '../run/test-recorder.ts';
import type { Station } from './station.ts';
import type { Tracker } from './tracker.ts';
import { signKeyOf } from './tracker-identity.ts';

/** What was written down of a device when it was provisioned, as `--identity` reads it. */
export function identityFileOf(station: Station, identity: DeviceRecord): Promise<string> {
  const text = JSON.stringify({ feierabend: 'device-identity/1', ...identity });
  return station.file('identity.json', text);
}

export interface Audited {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly identityFile: string;
  readonly journal: VerifiedExport;
}

/** `flasher audit --out`: the journal as a file, kept for the evidence and verified from its bytes alone. */
export async function audited(
  station: Station,
  record: TestRecorder,
  tracker: Tracker,
): Promise<Audited> {
  const identity = await tracker.identity();
  const identityFile = await identityFileOf(station, identity);
  const file = await station.file('device.journal', '');
  await tracker.done('audit', '--identity', identityFile, '--out', file, '--force');
  const bytes = await readFile(file);
  attachJournal(record, identity, bytes);
  return { file, bytes, identityFile, journal: verified(bytes, identity) };
}

export function attachJournal(
  record: TestRecorder,
  { device }: DeviceRecord,
  bytes: Uint8Array,
): void {
  record.attach({ name: 'journal', kind: 'journal', mime: 'application/cbor', device }, bytes);
}

export function verified(bytes: Uint8Array, identity: DeviceRecord): VerifiedExport {
  const result = verifyExport(bytes, signKeyOf(identity));
  if (result.ok) return result.value;
  throw new InternalError(`flasher exported a journal that does not verify: ${result.fault.code}`);
}
