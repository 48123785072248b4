import type { BehaviourManifest } from '@feierabend/protocol';

import { soundAssembly, type Assembly } from '../assembly.ts';
import { isSeededDefect } from './defect-list.ts';
import { seededAssembly } from './seeded-assembly.ts';

/**
 * How the firmware of an image is put together, as the manifest says that the boot loader has verified with the image.
 * Undefined when it names a defect that this firmware does not have.
 */
export function assemblyOf({ defects }: BehaviourManifest): Assembly | undefined {
  if (defects.length === 0) return soundAssembly;
  const known = defects.filter(isSeededDefect);
  return known.length === defects.length ? seededAssembly(known) : undefined;
}
