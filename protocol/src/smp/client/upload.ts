import { UsageError } from '../../errors.ts';
import {
  bufferTooSmall,
  chunkAlignmentBytes,
  chunkEnd,
  type BufferParams,
} from '../framing/chunk-size.ts';
import { ChunkWriter, type TransferProgress } from './chunk-writer.ts';
import type { SmpClient } from './client.ts';
import { ImageUpload, ImageUploadRequest } from '../groups/image-group.ts';

export interface UploadOptions extends BufferParams {
  readonly image: Uint8Array;
  /** SHA-256 of the whole file; it is not the hash that the image state shows. */
  readonly sha256: Uint8Array;
  /** False starts from the beginning, whatever the device has already. */
  readonly resume: boolean;
  /**
   * MCUboot's serial recovery takes the upload (see `probeServer`): one request at a time, no
   * resuming, and a first answer that waits for the whole slot to be erased.
   */
  readonly isRecovery?: boolean;
  readonly inFlightBytesMax?: number;
  /** Number of the image on devices with several. */
  readonly imageNumber?: number;
  /** Asks the device to refuse a version that is not higher. */
  readonly upgradeOnly?: boolean;
  /** The first request may erase the whole slot; 40 s when absent, 60 s in recovery. */
  readonly firstTimeoutMs?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TransferProgress) => void;
}

export interface UploadOutcome {
  readonly totalBytes: number;
  /** How much the device had already. */
  readonly resumedAtBytes: number;
  readonly requests: number;
  readonly reaskedRequests: number;
  readonly wireBytes: number;
  /** The device compared the hash of what it stored; absent when it does not do that. */
  readonly match?: boolean;
}

/** The first piece has to hold the header of the image, or the server refuses it. */
const firstDataBytesMin = 32;

/**
 * Uploads an image to the second slot, and resumes an upload of the same file that was interrupted.
 */
export async function uploadImage(
  client: SmpClient,
  options: UploadOptions,
): Promise<UploadOutcome> {
  const { image, isRecovery = false } = options;
  if (image.length < firstDataBytesMin) {
    throw new UsageError({
      code: 'SMP_IMAGE_SHORT',
      expected: `an image of at least ${firstDataBytesMin} bytes`,
      came: `it has ${image.length}`,
      next: 'upload the signed image',
    });
  }
  const outcome = await new ChunkWriter(client, {
    ...options,
    command: ImageUpload.write,
    bytes: image,
    requestFor: requestsOf(options),
    params: isRecovery ? { ...options, bufferCount: 1 } : options,
    phase: 'the upload',
    firstTimeoutMs: options.firstTimeoutMs ?? (isRecovery ? 60_000 : 40_000),
  }).run();
  const { lastAnswer, ...counts } = outcome;
  const { match } = lastAnswer;
  return { totalBytes: image.length, ...counts, ...(match === undefined ? {} : { match }) };
}

function requestsOf(options: UploadOptions) {
  const { image, sha256, resume, imageNumber, upgradeOnly, bufferBytes } = options;
  const first: ImageUploadRequest = {
    ...(imageNumber === undefined ? {} : { image: imageNumber }),
    len: image.length,
    off: 0,
    data: new Uint8Array(),
    ...(upgradeOnly === true ? { upgrade: true } : {}),
  };
  const withSha = { ...first, sha: sha256 };
  // A small buffer has room for the hash or for the image header, not for both; the header is not
  // optional.
  const wantsSha = resume && options.isRecovery !== true;
  const useSha = wantsSha && dataBytesOf(withSha, bufferBytes) >= firstDataBytesMin;
  const opening = useSha ? withSha : first;
  if (dataBytesOf(opening, bufferBytes) < firstDataBytesMin) throw bufferTooSmall(bufferBytes);
  return (offset: number, data: Uint8Array): ImageUploadRequest =>
    offset === 0 ? { ...opening, data } : { off: offset, data };
}

function dataBytesOf(request: ImageUploadRequest, bufferBytes: number): number {
  const emptyBytes = ImageUploadRequest.encode(request).length;
  try {
    return chunkEnd(0, Number.MAX_SAFE_INTEGER - chunkAlignmentBytes, emptyBytes, bufferBytes);
  } catch {
    return 0;
  }
}
