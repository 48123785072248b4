import { decodeManifest, formatVersion, toHex, type FirmwareImage } from '@feierabend/protocol';

import type { Json } from '../output/event.ts';
import { formatBytes } from '../output/quantities.ts';

/** The facts of an image for people. */
export function imageLines(image: FirmwareImage): string[] {
  const manifest = decodeManifest(image.body);
  return [
    `Version   ${formatVersion(image.version)}`,
    `Size      ${formatBytes(image.totalBytes)} (${image.totalBytes} bytes)`,
    `Hash      ${toHex(image.hash)}`,
    `Counter   ${image.securityCounter ?? 'none'}`,
    `Board     ${image.boardId === undefined ? 'unknown' : toHex(image.boardId)}`,
    ...(manifest.ok
      ? [
          `Body      simulator manifest, version ${manifest.value.version}, ` +
            `self-test ${manifest.value.selfTest}, defects: ${
              manifest.value.defects.length === 0 ? 'none' : manifest.value.defects.join(', ')
            }`,
        ]
      : []),
  ];
}

/** The same facts for machines. */
export function imageFacts(image: FirmwareImage): Record<string, Json> {
  const manifest = decodeManifest(image.body);
  return {
    version: formatVersion(image.version),
    sizeBytes: image.totalBytes,
    hash: toHex(image.hash),
    securityCounter: image.securityCounter ?? null,
    boardId: image.boardId === undefined ? null : toHex(image.boardId),
    manifest: manifest.ok
      ? {
          version: manifest.value.version,
          selfTest: manifest.value.selfTest,
          defects: [...manifest.value.defects],
        }
      : null,
  };
}
