import { sha256 } from '@noble/hashes/sha2.js';

import { equalBytes } from '../../bytes.ts';
import { DataError } from '../../errors.ts';
import { readChunks } from './chunk-reader.ts';
import { chunkEnd } from '../framing/chunk-size.ts';
import type { RequestOptions, SmpClient } from './client.ts';
import { SmpGroup } from '../header.ts';
import { SmpRefusal } from './refusal.ts';
import { instructionBytesMax, PolicyRead, PolicyReadResponse } from '../groups/tracker-group.ts';
import { TrackerError } from '../tracker-errors.ts';

export interface StoredPolicy {
  /** The compiled policy. */
  readonly bytes: Uint8Array;
  /** Its SHA-256; compared with the bytes. */
  readonly digest: Uint8Array;
}

/** Reads the compiled policy back from the device (64/3); undefined when it has none. */
export async function readStoredPolicy(
  client: SmpClient,
  options: RequestOptions = {},
): Promise<StoredPolicy | undefined> {
  try {
    const { bytes, first } = await readChunks({
      ask: (off) => client.request(PolicyRead.read, { off }, options),
      // A policy arrives inside an instruction, and is never longer than one.
      bytesMax: instructionBytesMax,
      phase: 'the policy read-back',
    });
    if (equalBytes(first.digest, sha256(bytes))) return { bytes, digest: first.digest };
  } catch (error) {
    const isAbsent =
      error instanceof SmpRefusal && error.is(SmpGroup.tracker, TrackerError.noPolicy);
    if (isAbsent) return undefined;
    throw error;
  }
  throw new DataError({
    code: 'SMP_POLICY_DIGEST',
    expected: 'the policy of the device to have the SHA-256 that the device names',
    came: 'it has another',
    next: 'read it again; if it stays, apply the policy once more',
  });
}

/** The device half of 64/3: the page at this offset, as long as one answer carries. */
export function policyPage(
  policy: StoredPolicy,
  off: number,
  bufferBytes: number,
): PolicyReadResponse {
  const start = Math.min(off, policy.bytes.length);
  const page = { off: start, len: policy.bytes.length, digest: policy.digest };
  const emptyBytes = PolicyReadResponse.encode({ ...page, data: new Uint8Array() }).length;
  const end = chunkEnd(start, policy.bytes.length, emptyBytes, bufferBytes);
  return { ...page, data: policy.bytes.slice(start, end) };
}
