import { DataError } from '../../errors.ts';
import { readChunks } from './chunk-reader.ts';
import { chunkEnd } from '../framing/chunk-size.ts';
import type { TransferProgress } from './chunk-writer.ts';
import type { RequestOptions, SmpClient } from './client.ts';
import { FileError } from '../errors/file-errors.ts';
import { FileStatus, FileTransfer, FileWriteRequest } from '../groups/file-group.ts';
import { SmpGroup } from '../header.ts';
import { transferStalled } from './link-faults.ts';
import { SmpRefusal } from './refusal.ts';
import { compareFile, type FileCheck } from './file-hash.ts';

export interface DownloadOptions extends RequestOptions {
  readonly name: string;
  /** A longer file is refused before it is read; 1 MiB when absent. */
  readonly bytesMax?: number;
}

export interface Download {
  readonly bytes: Uint8Array;
  readonly check: FileCheck;
}

/**
 * Reads a file from the device and compares it by its hash, because files are not locked between
 * two pieces.
 */
export async function downloadFile(client: SmpClient, options: DownloadOptions): Promise<Download> {
  const { name, bytesMax = 1024 * 1024, ...request } = options;
  const phase = `the file ${name}`;
  let totalBytes = 0;
  const { bytes } = await readChunks({
    // Only the answer to offset 0 has the length.
    ask: async (off) => {
      const answer = await client.request(FileTransfer.read, { off, name }, { ...request, phase });
      totalBytes = off === 0 ? (answer.len ?? 0) : totalBytes;
      return { ...answer, len: totalBytes };
    },
    bytesMax,
    phase,
  });
  return { bytes, check: await compareFile(client, name, bytes, request) };
}

export interface FileUploadOptions extends RequestOptions {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** `buf_size` of the device. */
  readonly bufferBytes: number;
  readonly onProgress?: (progress: TransferProgress) => void;
}

export interface FileUpload {
  readonly check: FileCheck;
  readonly requests: number;
  /** How often the device had another offset than expected: an answer was lost. */
  readonly corrections: number;
}

const correctionsMax = 8;

/**
 * Writes a file and compares it by its hash. One request at a time: unlike an image upload, a wrong
 * offset is an error here, and the length of the file says where to go on.
 */
export async function uploadFile(
  client: SmpClient,
  options: FileUploadOptions,
): Promise<FileUpload> {
  const { name, bytes, bufferBytes, onProgress, ...request } = options;
  const wireBytesBefore = client.wireBytes;
  const counts = { requests: 0, corrections: 0 };
  let offset = 0;
  do {
    const first = offset === 0 ? { len: bytes.length } : {};
    const emptyRequest = { off: offset, name, data: new Uint8Array(), ...first };
    const emptyBytes = FileWriteRequest.encode(emptyRequest).length;
    const end = chunkEnd(offset, bytes.length, emptyBytes, bufferBytes);
    const piece = { ...emptyRequest, data: bytes.subarray(offset, end) };
    const phase = `the file ${name} at byte ${offset} of ${bytes.length}`;
    counts.requests += 1;
    // The next piece goes where the answer says.
    // oxlint-disable-next-line no-await-in-loop
    const next = await send(client, piece, { ...request, phase });
    if (next !== end) counts.corrections += 1;
    if (next > end || counts.corrections > correctionsMax) throw transferStalled(phase, next);
    offset = next;
    onProgress?.({
      sentBytes: offset,
      totalBytes: bytes.length,
      wireBytes: client.wireBytes - wireBytesBefore,
    });
  } while (offset < bytes.length);
  return { check: await confirm(client, name, bytes, request), ...counts };
}

/** Where the device wants to go on. */
async function send(
  client: SmpClient,
  piece: FileWriteRequest,
  options: RequestOptions,
): Promise<number> {
  try {
    return (await client.request(FileTransfer.write, piece, options)).off;
  } catch (error) {
    const isMisplaced =
      error instanceof SmpRefusal && error.is(SmpGroup.files, FileError.offsetNotValid);
    if (!isMisplaced) throw error;
    return (await client.request(FileStatus.read, { name: piece.name }, options)).len;
  }
}

async function confirm(
  client: SmpClient,
  name: string,
  bytes: Uint8Array,
  options: RequestOptions,
): Promise<FileCheck> {
  const { len } = await client.request(FileStatus.read, { name }, options);
  if (len === bytes.length) return compareFile(client, name, bytes, options);
  throw new DataError({
    code: 'SMP_FILE_DIFFERS',
    expected: `the file ${name} of the device to have ${bytes.length} bytes`,
    came: `it has ${len}`,
    next: 'transfer it again; something else may write it at the same time',
  });
}
