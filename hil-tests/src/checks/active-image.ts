import { DataError } from '@feierabend/protocol';

import type { BenchFacts } from '../record/bench-facts.ts';

export interface ListedImage {
  readonly hash: string;
  readonly active: boolean;
}

/**
 * The hash of what runs. A target that runs nothing is a matter of the bench where the bench has no firmware for it (ERROR),
 * and else of the product (FAIL).
 */
export function activeHashOf(images: readonly ListedImage[], { firmware }: BenchFacts): string {
  const active = images.find((image) => image.active);
  if (active !== undefined && /^[0-9a-f]{64}$/u.test(active.hash)) return active.hash;
  const came =
    images.length === 0
      ? 'no active image: it lists no image at all'
      : `no active image: it lists ${images.map(({ hash }) => hash.slice(0, 16) || 'one without a hash').join(', ')}`;
  throw new DataError({
    code: firmware === 'none' ? 'TARGET_NO_IMAGE' : 'IMAGE_ACTIVE',
    expected: 'the target to say by hash which image runs on it',
    came,
    next:
      firmware === 'none'
        ? 'put a signed image on it (of a firmware-sim: factoryImage in its device file), and run again'
        : 'look into what the boot loader started (flasher info)',
  });
}
