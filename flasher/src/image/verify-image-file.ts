import { formatVersion } from '@feierabend/protocol';

import type { World } from '../command.ts';
import { checkImageFile, type HostCheckOptions } from '../flash/host-check.ts';
import type { Finding } from '../output/reporter.ts';
import { imageFacts } from './image-view.ts';

/** `flasher image verify`: the very check that stands before every upload. */
export async function verifyImageFile(
  world: World,
  file: string,
  options: HostCheckOptions,
): Promise<Finding> {
  const { image, bytes } = await checkImageFile(world, file, options);
  const judged = [
    'hash and signature are true',
    image.boardId === undefined
      ? 'it names no board'
      : options.board === undefined
        ? 'its board was not asked for (--board)'
        : 'its board is the one wanted',
    options.counterMin === undefined
      ? 'its counter was not asked for (--counter-min)'
      : `its counter is ${image.securityCounter}`,
  ];
  return {
    text: [
      `${file}: ${formatVersion(image.version)} of ${bytes.length} bytes; ${judged.join('; ')}`,
    ],
    result: { file, ...imageFacts(image) },
  };
}
