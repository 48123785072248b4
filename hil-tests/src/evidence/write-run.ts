import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { DataError, InternalError, type OperatorKey } from '@feierabend/protocol';

import { runRecord, type RunRecord } from '../record/run-record.ts';
import { openOutFolder } from '@feierabend/firmware-sim/page/out-folder';
import { writeWhole } from '@feierabend/firmware-sim/page/whole-file';
import type { FedPosition } from '@feierabend/firmware-sim/leak/needles';
import { attachmentsOf } from './attachments-of.ts';
import { sha256Of, type AttachmentBytes } from './digest.ts';
import { manifestName, manifestText } from './manifest.ts';
import { placeSearch, placesOf } from './place-gate.ts';
import { attachmentFolder, derivedFiles, derivedNames, recordName } from './run-files.ts';
import { scrubRun } from './scrub.ts';
import { signatureName, signManifest } from './signature.ts';
import { unfinishedName } from './unfinished/unfinished-run.ts';

export interface WriteRunOptions {
  readonly record: RunRecord;
  /** The bytes of every attachment of the record. */
  readonly attachments: AttachmentBytes;
  /** Keeps coordinates; they are scrubbed otherwise (docs/hil/evidence.md). */
  readonly keepPlaces?: boolean;
  /** What went into receivers: none of it may be in a file of a run that does not keep places. */
  readonly fed?: readonly FedPosition[];
  /** Who answers for the run, and their clock. */
  readonly sign?: { readonly key: OperatorKey; readonly atMs: number };
}

/** The folder of a run. Either all of its files are there afterwards, or none. */
export async function writeRun(folder: string, options: WriteRunOptions): Promise<RunRecord> {
  const { record, files } = runFiles(options);
  await openRunFolder(folder);
  try {
    await mkdir(join(folder, attachmentFolder), { recursive: true });
    for (const [name, bytes] of files) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other: the manifest comes last
      await writeWhole(join(folder, name), bytes);
    }
    await rm(join(folder, unfinishedName), { force: true });
  } catch (error) {
    await Promise.all([...files.keys()].map((name) => rm(join(folder, name), { force: true })));
    throw error;
  }
  return record;
}

/** Every file of the folder in the order in which it is written, and the record as it is written. */
export function runFiles(options: WriteRunOptions): {
  readonly record: RunRecord;
  readonly files: ReadonlyMap<string, Uint8Array>;
} {
  const written = { ...options, record: inJson(options.record) };
  const { record, attachments } = options.keepPlaces === true ? kept(written) : scrubbed(written);
  runRecord.parse(record);
  const files = new Map<string, Uint8Array>();
  for (const { attachment } of attachmentsOf(record)) {
    const bytes = attachments.get(attachment.sha256);
    if (bytes === undefined || sha256Of(bytes) !== attachment.sha256) {
      throw new InternalError(`the attachment ${attachment.name} has no bytes of its digest`);
    }
    files.set(`${attachmentFolder}/${attachment.sha256}`, bytes);
  }
  for (const [name, bytes] of derivedFiles(record, attachments)) files.set(name, bytes);
  if (options.keepPlaces !== true) refusePlaces(files, options);
  const manifest = new TextEncoder().encode(manifestText(files));
  const { sign } = options;
  if (sign !== undefined) files.set(signatureName, signManifest(manifest, sign.key, sign.atMs));
  files.set(manifestName, manifest);
  return { record, files };
}

/** JSON has no NaN and no infinity: what measured one says so as a word, which is within no limits. */
function inJson(record: RunRecord): RunRecord {
  return {
    ...record,
    tests: record.tests.map((test) => ({
      ...test,
      attempts: test.attempts.map((attempt) => ({
        ...attempt,
        phases: attempt.phases.map((phase) => ({
          ...phase,
          measurements: phase.measurements.map((one) =>
            typeof one.value === 'number' && !Number.isFinite(one.value)
              ? { ...one, value: String(one.value) }
              : one,
          ),
        })),
      })),
    })),
  };
}

function kept({ record, attachments }: WriteRunOptions) {
  return { record: { ...record, placesKept: true as const }, attachments };
}

function scrubbed({ record, attachments, fed = [] }: WriteRunOptions) {
  const search = placeSearch(placesOf(record, attachments, fed));
  return scrubRun(record, attachments, search);
}

/** What scrubbing cannot know, such as a place in the name of a test, is found by looking at what would be written. */
function refusePlaces(
  files: ReadonlyMap<string, Uint8Array>,
  { record, attachments, fed = [] }: WriteRunOptions,
): void {
  const search = placeSearch(placesOf(record, attachments, fed));
  const leaky = [...files].filter(([, bytes]) => search(bytes)).map(([name]) => name);
  if (leaky.length === 0) return;
  throw new DataError({
    code: 'EVIDENCE_PLACES',
    expected: 'no coordinate of the run in any of its files',
    came: `${leaky.join(', ')} would hold one`,
    next: 'take it out of the names and values of the tests, or run with --places',
  });
}

/**
 * What lies in the folder for a run. Only one that is new, empty, or holds nothing but an earlier run may be written to: what
 * no manifest lists cannot be proven, and what somebody has signed is not thrown away. Throws DataError OUT_FOLDER.
 */
export async function checkRunFolder(folder: string): Promise<readonly string[]> {
  await openOutFolder(folder, []);
  const names = await readdir(folder);
  const isRun = [recordName, manifestName, unfinishedName].some((name) => names.includes(name));
  const files = [manifestName, signatureName, unfinishedName, ...derivedNames];
  const ours = new Set<string>([attachmentFolder, ...files]);
  const foreign = names.filter((name) => !ours.has(name.replace(/\.part$/u, '')));
  const within = names.includes(attachmentFolder)
    ? await readdir(join(folder, attachmentFolder)).catch(() => ['it is no folder'])
    : [];
  foreign.push(...within.filter((name) => !/^[0-9a-f]{64}(?:\.part)?$/u.test(name)));
  if (foreign.length > 0 || (names.length > 0 && !isRun)) {
    throw new DataError({
      code: 'OUT_FOLDER',
      expected: `${folder} to be new, empty, or the folder of an earlier run`,
      came: `it holds ${(foreign.length > 0 ? foreign : names).slice(0, 5).join(', ')}`,
      next: 'name another folder with --out',
    });
  }
  if (names.includes(signatureName)) {
    throw new DataError({
      code: 'OUT_FOLDER',
      expected: `no signed evidence at ${folder}, which this run would replace`,
      came: `it has ${signatureName}`,
      next: 'name another folder with --out, or move the signed one away',
    });
  }
  return names;
}

/**
 * Empties the folder for a run: the earlier one lies there until the new one can be written. What the new one has told as it
 * went on stays until all of it is written.
 */
async function openRunFolder(folder: string): Promise<void> {
  const names = (await checkRunFolder(folder)).filter((name) => name !== unfinishedName);
  await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
