import { imagePublicKeyOf, resignImage, verifyImage } from '@feierabend/protocol';

import type { World } from '../command.ts';
import { fromFile } from '../files/faults.ts';
import type { Finding } from '../output/reporter.ts';
import { imageFacts, imageLines } from './image-view.ts';
import { readImageKey } from './key-file.ts';
import { readFirmware } from './read-firmware.ts';

export interface SignOptions {
  readonly keyFile: string;
  readonly outFile: string;
  readonly replace: boolean;
}

/** Signs, reads the result back the way a device would, and only then writes it. */
export async function signImageFile(
  world: World,
  file: string,
  { keyFile, outFile, replace }: SignOptions,
): Promise<Finding> {
  const key = readImageKey(await world.readFile(keyFile), keyFile);
  const signed = fromFile(resignImage(await readFirmware(world, file), key), file);
  const image = fromFile(verifyImage(signed, { publicKeys: [imagePublicKeyOf(key)] }), outFile);
  await world.writeFile(outFile, signed, { secret: false, replace });
  return {
    text: [`Signed ${file} as ${outFile} (${key.kind})`, ...imageLines(image)],
    result: { file: outFile, ...imageFacts(image), kind: key.kind },
  };
}
