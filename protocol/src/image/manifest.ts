import { concatBytes } from '../bytes.ts';
import { UsageError } from '../errors.ts';
import { failed, ok, type Failed, type Result } from '../result.ts';
import { arrayOf, oneOf, text } from '../schema/cbor-fields.ts';
import { cborMap } from '../schema/cbor-map.ts';
import { u32 } from '../schema/fields.ts';
import type { Infer } from '../schema/infer.ts';
import { struct } from '../schema/struct.ts';

/** What a virtual tracker does when it runs an image: the front of a simulator image's body. */
export const BehaviourManifest = cborMap('BehaviourManifest', {
  magic: oneOf('marks a simulator image', ['feierabend-sim']),
  version: text('version the running firmware reports', { max: 64 }),
  selfTest: oneOf(
    'result of the self-test after a start; hang: it does not end; stay: it fails and nothing resets the board',
    ['pass', 'fail', 'hang', 'stay'],
  ),
  defects: arrayOf(text('', { max: 64 }), 'names of seeded defects', { itemsMax: 64 }),
});
export type BehaviourManifest = Infer<typeof BehaviourManifest>;

export const ManifestPrefix = struct('ManifestPrefix', 'little', {
  manifestBytes: u32('length of the manifest that follows'),
});

/**
 * The body of a simulator image: length, manifest, and filler up to `bodyBytes`, so that flashing
 * it takes as long as flashing real firmware. Throws {@link UsageError} `MANIFEST_SIZE` when the
 * manifest does not fit.
 */
export function encodeManifest(manifest: BehaviourManifest, bodyBytes: number): Uint8Array {
  const encoded = BehaviourManifest.encode(manifest);
  const prefix = ManifestPrefix.encode({ manifestBytes: encoded.length });
  const fillerBytes = bodyBytes - prefix.length - encoded.length;
  if (!Number.isInteger(bodyBytes) || fillerBytes < 0) {
    throw new UsageError({
      code: 'MANIFEST_SIZE',
      expected: `a body of ${prefix.length + encoded.length} bytes or more`,
      came: `${bodyBytes} were asked for`,
      next: 'ask for a larger body',
    });
  }
  return concatBytes(prefix, encoded, filler(fillerBytes));
}

/**
 * Faults: `MANIFEST_SIZE` and `MANIFEST_CONTENT`; a body of other firmware is one of them, never an
 * exception.
 */
export function decodeManifest(body: Uint8Array): Result<BehaviourManifest> {
  const prefix = ManifestPrefix.decode(body);
  if (!prefix.ok) return fault('MANIFEST_SIZE', `the body has ${body.length} bytes`);
  const { value, bytesRead } = prefix.value;
  const end = bytesRead + value.manifestBytes;
  if (end > body.length) {
    return fault('MANIFEST_SIZE', `it claims ${value.manifestBytes} of ${body.length} body bytes`);
  }
  const manifest = BehaviourManifest.decode(body.subarray(bytesRead, end));
  if (manifest.ok) return ok(manifest.value);
  return fault(
    'MANIFEST_CONTENT',
    `${manifest.fault.expected} was missing: ${manifest.fault.came}`,
  );
}

/**
 * Bytes without a pattern that a link could compress or an erased flash could resemble: xorshift32
 * (Marsaglia 2003).
 */
function filler(lengthBytes: number): Uint8Array {
  const bytes = new Uint8Array(lengthBytes);
  let state = 0x9e37_79b9;
  for (let i = 0; i < bytes.length; i += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state & 0xff;
  }
  return bytes;
}

function fault(code: string, came: string): Failed {
  return failed({
    code,
    expected: 'a simulator image, whose body starts with a behaviour manifest',
    came,
    next: 'build the image for the virtual tracker, or flash this one to a real board',
  });
}
