import type { RecordsContent } from '../record/attachment-content.ts';
import type {
  Attachment,
  Fault,
  Measurement,
  RunRecord,
  TestRecord,
} from '../record/run-record.ts';
import { sha256Of, type AttachmentBytes } from './digest.ts';
import { maskPlaces } from './mask-places.ts';
import { readRecords } from './read-content.ts';
import { relativeTrack } from './relative-track.ts';

type Scrubbed = NonNullable<Attachment['scrubbed']>;

export interface ScrubbedRun {
  readonly record: RunRecord;
  readonly attachments: AttachmentBytes;
}

/** Whether bytes hold a place that nobody asked for (`place-gate.ts`). */
export type HoldsPlace = (bytes: Uint8Array) => boolean;

/**
 * A run without coordinates. Records keep the shape of their tracks, in metres from the first point; logs and messages lose
 * the numbers that could be places; raw bytes are left out, because they could hold anything. Journals, receipts, policies,
 * windows and timings have no field for a place. Whatever still holds one of the run's places afterwards is left out.
 */
export function scrubRun(
  record: RunRecord,
  attachments: AttachmentBytes,
  holdsPlace: HoldsPlace,
): ScrubbedRun {
  const kept = new Map<string, Uint8Array>();
  const scrub = (attachment: Attachment): Attachment => {
    const bytes = attachments.get(attachment.sha256);
    if (bytes === undefined) return attachment;
    const clean = scrubBytes(attachment.kind, bytes);
    const [content, scrubbed] = holdsPlace(clean.bytes)
      ? [leftOut(bytes.length), 'left-out' as const]
      : [clean.bytes, clean.scrubbed];
    const sha256 = sha256Of(content);
    kept.set(sha256, content);
    if (scrubbed === undefined) return attachment;
    const { name, kind, device } = attachment;
    const mime = scrubbed === 'left-out' ? 'text/plain' : attachment.mime;
    const owner = device === undefined ? {} : { device };
    const bare = scrubbed === 'left-out' ? 'bytes' : kind;
    return { name, kind: bare, mime, sha256, bytes: content.length, ...owner, scrubbed };
  };
  const mask = (text: string): string => {
    const masked = maskPlaces(text);
    return holdsPlace(new TextEncoder().encode(masked)) ? '[left out: it held a place]' : masked;
  };
  return { record: scrubRecord(record, scrub, mask), attachments: kept };
}

function scrubBytes(
  kind: Attachment['kind'],
  bytes: Uint8Array,
): { bytes: Uint8Array; scrubbed?: Scrubbed } {
  if (kind === 'bytes') return { bytes: leftOut(bytes.length), scrubbed: 'left-out' };
  if (kind === 'records') return scrubRecords(bytes);
  if (kind !== 'log') return { bytes };
  const text = new TextDecoder().decode(bytes);
  const masked = maskPlaces(text);
  return masked === text
    ? { bytes }
    : { bytes: new TextEncoder().encode(masked), scrubbed: 'masked' };
}

function scrubRecords(bytes: Uint8Array): { bytes: Uint8Array; scrubbed?: Scrubbed } {
  const read = readRecords(bytes);
  if (!read.ok) return { bytes: leftOut(bytes.length), scrubbed: 'left-out' };
  const { track } = read.value;
  if (track.places === 'relative') return { bytes };
  const points = relativeTrack(track.points);
  const relative: RecordsContent = { ...read.value, track: { places: 'relative', points } };
  return { bytes: new TextEncoder().encode(`${JSON.stringify(relative)}\n`), scrubbed: 'relative' };
}

function leftOut(length: number): Uint8Array {
  return new TextEncoder().encode(
    `Left out: ${length} bytes that may hold places. A run with --places keeps them.\n`,
  );
}

function scrubRecord(
  record: RunRecord,
  scrub: (attachment: Attachment) => Attachment,
  mask: (text: string) => string,
): RunRecord {
  const fault = (one: Fault): Fault => ({ ...one, message: mask(one.message) });
  const value = <T extends Measurement['value'] | undefined>(one: T): T | string =>
    typeof one === 'string' ? mask(one) : one;
  const measurement = (one: Measurement): Measurement => ({
    ...one,
    value: value(one.value),
    ...(one.expected === undefined ? {} : { expected: value(one.expected) }),
  });
  const test = (one: TestRecord): TestRecord => ({
    ...one,
    ...(one.reason === undefined ? {} : { reason: mask(one.reason) }),
    attempts: one.attempts.map((attempt) => ({
      ...attempt,
      ...(attempt.fault === undefined ? {} : { fault: fault(attempt.fault) }),
      phases: attempt.phases.map((phase) => ({
        ...phase,
        measurements: phase.measurements.map(measurement),
        attachments: phase.attachments.map(scrub),
      })),
    })),
  });
  const { placesKept: _, ...rest } = record;
  return { ...rest, tests: record.tests.map(test), benchFaults: record.benchFaults.map(fault) };
}
