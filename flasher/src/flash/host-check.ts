import {
  DataError,
  equalBytes,
  toHex,
  UsageError,
  verifyImage,
  type FirmwareImage,
} from '@feierabend/protocol';

import type { World } from '../command.ts';
import { fromFile } from '../files/faults.ts';
import { readWithTrueHash } from '../image/inspect-image-file.ts';
import { readFirmware } from '../image/read-firmware.ts';
import { parseBoardId, readTrust } from '../image/trust.ts';

export interface HostCheckOptions {
  readonly trustFiles: readonly string[];
  /** The user takes the signature on trust; everything else is still checked. */
  readonly unverified: boolean;
  readonly board: string | undefined;
  readonly counterMin: number | undefined;
}

export interface CheckedImage {
  readonly image: FirmwareImage;
  /** What is sent: the image without any padding behind it. */
  readonly bytes: Uint8Array;
}

/**
 * Everything that can be known about an image before its first byte is sent: MCUboot's recovery
 * accepts anything.
 */
export async function checkImageFile(
  world: World,
  file: string,
  options: HostCheckOptions,
): Promise<CheckedImage> {
  if (options.unverified === options.trustFiles.length > 0) throw trustUnclear(options.unverified);
  const publicKeys = await readTrust(world, options.trustFiles);
  const boardId = options.board === undefined ? undefined : parseBoardId(options.board);
  const bytes = await readFirmware(world, file);
  const { counterMin } = options;
  const image = options.unverified
    ? readWithTrueHash(bytes, file)
    : fromFile(
        verifyImage(bytes, {
          publicKeys,
          ...(boardId === undefined ? {} : { boardId }),
          ...(counterMin === undefined ? {} : { securityCounterMin: counterMin }),
        }),
        file,
      );
  if (options.unverified) checkPlace(image, file, { boardId, counterMin });
  return { image, bytes: bytes.subarray(0, image.totalBytes) };
}

export interface ImagePlace {
  readonly boardId: Uint8Array | undefined;
  readonly counterMin: number | undefined;
  /** Who wants it, when it is not the command line. */
  readonly says?: string;
}

/** Whether an image may run where it goes. Throws {@link DataError} `IMAGE_BOARD`, `IMAGE_COUNTER`. */
export function checkPlace(image: FirmwareImage, file: string, place: ImagePlace): void {
  const { boardId, counterMin, says } = place;
  const asTold = says === undefined ? '' : `, as ${says}`;
  const unsent = says === undefined ? '' : '; nothing was sent';
  if (boardId !== undefined && image.boardId !== undefined && !equalBytes(boardId, image.boardId)) {
    throw new DataError({
      code: 'IMAGE_BOARD',
      expected: `${file} to be for board ${toHex(boardId)}${asTold}`,
      came: `it is for ${toHex(image.boardId)}${unsent}`,
      next: 'use the image that was built for this board',
    });
  }
  if (counterMin !== undefined && (image.securityCounter ?? -1) < counterMin) {
    throw new DataError({
      code: 'IMAGE_COUNTER',
      expected: `${file} to have a security counter of ${counterMin} or more${asTold}`,
      came: `it has ${image.securityCounter ?? 'none'}${unsent}`,
      next: 'use a newer release',
    });
  }
}

function trustUnclear(both: boolean): UsageError {
  return new UsageError({
    code: 'FLASH_TRUST',
    expected: 'either --trust FILE or --unverified',
    came: both ? 'both were given' : 'neither was given',
    next: 'give the public key of the release, or let the boot loader alone judge',
  });
}
