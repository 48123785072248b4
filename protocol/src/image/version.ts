import { failed, ok, type Result } from '../result.ts';
import { u16, u32, u8 } from '../schema/fields.ts';
import type { Infer } from '../schema/infer.ts';
import { struct } from '../schema/struct.ts';

/** The version of a firmware image, as MCUboot's `struct image_version` lays it out. */
export const ImageVersion = struct('ImageVersion', 'little', {
  major: u8('incompatible change'),
  minor: u8('new function'),
  revision: u16('correction'),
  build: u32('build number; 0 when not used'),
});
export type ImageVersion = Infer<typeof ImageVersion>;

const parts = ['major', 'minor', 'revision', 'build'] as const;

/** `1.2.3+4`, and `1.2.3` when the build number is 0: the notation of imgtool. */
export function formatVersion({ major, minor, revision, build }: ImageVersion): string {
  return `${major}.${minor}.${revision}${build === 0 ? '' : `+${build}`}`;
}

/**
 * Reads the notation of {@link formatVersion}; fault `IMAGE_VERSION` when it is another or out of
 * range.
 */
export function parseVersion(text: string): Result<ImageVersion> {
  const number = '(0|[1-9]\\d{0,9})';
  const match = new RegExp(`^${number}\\.${number}\\.${number}(?:\\+${number})?$`, 'u').exec(text);
  if (match === null) return invalidVersion(`"${text.slice(0, 40)}" came`);
  const [major = 0, minor = 0, revision = 0, build = 0] = match
    .slice(1)
    .map((digits: string | undefined) => Number(digits ?? 0));
  const version = { major, minor, revision, build };
  const misfit = ImageVersion.misfit(version);
  return misfit === undefined ? ok(version) : invalidVersion(`"${text}" needs ${misfit}`);
}

export interface CompareVersionsOptions {
  /** Leaves the build number out, as Zephyr and MCUboot do unless they are configured otherwise. */
  readonly ignoreBuild?: boolean;
}

/** Negative when `a` is the older one, positive when it is the newer one, 0 when they are equal. */
export function compareVersions(
  a: ImageVersion,
  b: ImageVersion,
  { ignoreBuild = false }: CompareVersionsOptions = {},
): number {
  for (const part of parts) {
    if (part === 'build' && ignoreBuild) continue;
    if (a[part] !== b[part]) return a[part] - b[part];
  }
  return 0;
}

function invalidVersion(came: string) {
  return failed({
    code: 'IMAGE_VERSION',
    expected: 'a version such as 1.2.3 or 1.2.3+4 (8, 8, 16 and 32 bits)',
    came,
    next: 'correct the version',
  });
}
