import { compareVersions, type FirmwareImage } from '@feierabend/protocol';

import { isBlank } from '../storage/flash-format.ts';

/** An image area as it is found. */
export interface FoundArea {
  readonly bytes: Uint8Array;
  /** What lies in it, signed for this board with whatever counter; undefined for anything else. */
  readonly image: FirmwareImage | undefined;
}

/**
 * The image that cannot be older than the one that ran, when nothing tells which one that was: the area that runs is never
 * erased, so it is among the images that are there, unless there is something that is neither blank nor an image. Then the
 * one that ran may be what is damaged, and no answer is the only sure one.
 */
export function newestForSure(areas: readonly FoundArea[]): FirmwareImage | undefined {
  if (areas.some(({ bytes, image }) => image === undefined && !isBlank(bytes))) return undefined;
  const images = areas.flatMap(({ image }) => image ?? []);
  return images.toSorted(newestFirst)[0];
}

/** By security counter, which is what makes an image too old; then by version. */
function newestFirst(a: FirmwareImage, b: FirmwareImage): number {
  const counters = (b.securityCounter ?? 0) - (a.securityCounter ?? 0);
  return counters === 0 ? compareVersions(b.version, a.version) : counters;
}
