import {
  bool,
  bstr,
  cborMap,
  cryptoEngine,
  equalBytes,
  optional,
  uint,
} from '@feierabend/protocol';

/** A break-glass is one of the shorter instructions; a longer one is refused. */
export const storedGlassBytesMax = 2_048;

const second = (doc: string) => uint(doc, { max: 0xffff_ffff });

/** What stands over the policy, as it lies in flash behind its tag. */
const StoredModes = cborMap(
  'StoredModes',
  {
    sequence: uint('of the instruction that changed it last; 0 before the first'),
    restricted: bool('nothing but storage'),
    reduced: bool('mileage only'),
    glass: optional(
      bstr('the signed break-glass in force, as it came', { max: storedGlassBytesMax }),
    ),
    announcedS: optional(second('when the indicator began to show it')),
    sosSinceS: optional(second('the last call for help')),
    undatedAgeS: optional(uint('a call for help without a date is at most so old')),
    untoldBoots: optional(uint('times that the firmware began and the journal was not told')),
    isDown: bool('the firmware was stopped before the reset, and knew of it'),
  },
  { closed: true },
);
export type StoredModes = Parameters<typeof StoredModes.encode>[0];

export const factoryModes: StoredModes = {
  sequence: 0,
  restricted: false,
  reduced: false,
  isDown: true,
};

const tagBytes = 16;

/** Deterministic CBOR behind HMAC-SHA256 under the device's storage key, cut. */
export function encodeStoredModes(modes: StoredModes, storageKey: Uint8Array): Uint8Array {
  const map = StoredModes.encode(modes);
  const bytes = new Uint8Array(tagBytes + map.length);
  bytes.set(tagOf(map, storageKey));
  bytes.set(map, tagBytes);
  return bytes;
}

/** Undefined when it is damaged or not authentic. */
export function decodeStoredModes(
  bytes: Uint8Array,
  storageKey: Uint8Array,
): StoredModes | undefined {
  const map = bytes.slice(tagBytes);
  if (!equalBytes(tagOf(map, storageKey), bytes.slice(0, tagBytes))) return undefined;
  const modes = StoredModes.decode(map);
  return modes.ok ? modes.value : undefined;
}

function tagOf(map: Uint8Array, storageKey: Uint8Array): Uint8Array {
  return cryptoEngine().hmacSha256Key(storageKey)(map).subarray(0, tagBytes);
}
