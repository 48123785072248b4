import { sha256 } from '@noble/hashes/sha2.js';

import { equalBytes } from '../../bytes.ts';
import { DataError } from '../../errors.ts';
import type { RequestOptions, SmpClient } from './client.ts';
import { FileError } from '../errors/file-errors.ts';
import { crc32 } from '../framing/crc32.ts';
import { FileHash } from '../groups/file-group.ts';
import { SmpGroup } from '../header.ts';
import { SmpRefusal } from './refusal.ts';
import { supported } from './probe-server.ts';

/** How a file on the device was compared with ours; `none` when the device can compute nothing. */
export type FileCheck = 'sha256' | 'crc32' | 'none';

/**
 * Compares a file on the device with these bytes by the best hash it has. Throws {@link DataError}
 * `SMP_FILE_DIFFERS`.
 */
export async function compareFile(
  client: SmpClient,
  name: string,
  bytes: Uint8Array,
  options: RequestOptions = {},
): Promise<FileCheck> {
  // No device hashes an empty file; its length was compared already.
  if (bytes.length === 0) return 'none';
  for (const type of ['sha256', 'crc32'] as const) {
    // The second is asked for only when the device does not have the first.
    // oxlint-disable-next-line no-await-in-loop
    const answer = await known(client.request(FileHash.read, { name, type }, options));
    if (answer === undefined) continue;
    const { output, len } = answer;
    const isSame =
      output instanceof Uint8Array
        ? type === 'sha256' && equalBytes(output, sha256(bytes))
        : type === 'crc32' && output === crc32(bytes);
    if (isSame && len === bytes.length) return type;
    throw new DataError({
      code: 'SMP_FILE_DIFFERS',
      expected: `the file ${name} of the device to have the ${type} of what was transferred`,
      came: 'it has another',
      next: 'transfer it again; something else may write it at the same time',
    });
  }
  return 'none';
}

async function known<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await supported(answer);
  } catch (error) {
    const isUnknown =
      error instanceof SmpRefusal && error.is(SmpGroup.files, FileError.hashUnknown);
    if (isUnknown) return undefined;
    throw error;
  }
}
