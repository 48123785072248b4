import {
  buildImage,
  encodeManifest,
  imagePublicKeyOf,
  parseVersion,
  UsageError,
  verifyImage,
  type BehaviourManifest,
} from '@feierabend/protocol';

import type { World } from '../command.ts';
import { fromFile, fromOption } from '../files/faults.ts';
import type { Finding } from '../output/reporter.ts';
import { imageFacts, imageLines } from './image-view.ts';
import { readImageKey } from './key-file.ts';
import { readFirmware } from './read-firmware.ts';
import { parseBoardId } from './trust.ts';

export interface ImageFileOptions {
  readonly keyFile: string;
  readonly version: string;
  readonly bodyFile: string | undefined;
  readonly sim: boolean;
  readonly sizeBytes: number;
  readonly selfTest: BehaviourManifest['selfTest'];
  readonly defects: readonly string[];
  readonly securityCounter: number;
  readonly board: string | undefined;
  readonly replace: boolean;
}

/** Builds the image, reads it back the way a device would, and only then writes the file. */
export async function buildFromFiles(
  world: World,
  file: string,
  options: ImageFileOptions,
): Promise<Finding> {
  const version = fromOption(parseVersion(options.version), '--version');
  const boardId = options.board === undefined ? undefined : parseBoardId(options.board);
  const key = readImageKey(await world.readFile(options.keyFile), options.keyFile);
  const body = await readBody(world, options);
  const bytes = buildImage({
    body,
    version,
    securityCounter: options.securityCounter,
    signingKey: key,
    ...(boardId === undefined ? {} : { boardId }),
  });
  const image = fromFile(verifyImage(bytes, { publicKeys: [imagePublicKeyOf(key)] }), file);
  await world.writeFile(file, bytes, { secret: false, replace: options.replace });
  return {
    text: [`Wrote ${file}`, ...imageLines(image)],
    result: { file, ...imageFacts(image) },
  };
}

async function readBody(world: World, options: ImageFileOptions): Promise<Uint8Array> {
  if ((options.bodyFile !== undefined) === options.sim) {
    throw new UsageError({
      code: 'IMAGE_BODY',
      expected: 'either --body FILE or --sim',
      came: options.sim ? 'both were given' : 'neither was given',
      next: 'give --body for a real board, --sim for firmware-sim',
    });
  }
  if (options.bodyFile !== undefined) return readFirmware(world, options.bodyFile);
  return encodeManifest(
    {
      magic: 'feierabend-sim',
      version: options.version,
      selfTest: options.selfTest,
      defects: [...options.defects],
    },
    options.sizeBytes,
  );
}
