import type { Failed, Result } from '../result.ts';
import { failed, ok } from '../result.ts';
import { bytes, nested, u8 } from '../schema/fields.ts';
import { struct } from '../schema/struct.ts';
import { ImageVersion } from './version.ts';

/** The value of TLV 0x40: MCUboot's `struct image_dependency`. */
export const DependencyTlv = struct('DependencyTlv', 'little', {
  image: u8('number of the image that is needed'),
  padding: bytes(3, 'zeros'),
  versionMin: nested(ImageVersion, 'lowest version that will do'),
});

/** Another image of the same board that this one needs. */
export interface ImageDependency {
  readonly image: number;
  /** Lowest version that will do. */
  readonly versionMin: ImageVersion;
}

export function encodeDependency({ image, versionMin }: ImageDependency): Uint8Array {
  return DependencyTlv.encode({ image, padding: new Uint8Array(3), versionMin });
}

/** Fault `IMAGE_TLV` when the value has another length. */
export function decodeDependency(value: Uint8Array): Result<ImageDependency> {
  const decoded = DependencyTlv.decode(value);
  if (!decoded.ok || value.length !== DependencyTlv.sizeBytes) return wrongLength(value.length);
  const { image, versionMin } = decoded.value.value;
  return ok({ image, versionMin });
}

function wrongLength(valueBytes: number): Failed {
  return failed({
    code: 'IMAGE_TLV',
    expected: `a dependency (TLV 0x40) of ${DependencyTlv.sizeBytes} bytes`,
    came: `it has ${valueBytes}`,
    next: 'build the image again',
  });
}
