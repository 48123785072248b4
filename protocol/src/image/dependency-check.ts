import type { ImageDependency } from './dependency.ts';
import { compareVersions, type ImageVersion } from './version.ts';

/** A dependency that the board does not meet. */
export interface UnmetDependency extends ImageDependency {
  /** The version that is there; absent when the image is not. */
  readonly found?: ImageVersion;
}

/**
 * Which dependencies the images of a board do not meet. As in MCUboot
 * (`boot_verify_slot_dependencies`), the build number does not count.
 */
export function unmetDependencies(
  dependencies: readonly ImageDependency[],
  installed: ReadonlyMap<number, ImageVersion>,
): readonly UnmetDependency[] {
  return dependencies.flatMap((dependency): UnmetDependency[] => {
    const found = installed.get(dependency.image);
    if (found === undefined) return [dependency];
    const { versionMin } = dependency;
    const isMet = compareVersions(found, versionMin, { ignoreBuild: true }) >= 0;
    return isMet ? [] : [{ ...dependency, found }];
  });
}
