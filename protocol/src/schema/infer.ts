import type { CborDictionary } from './cbor-dictionary.ts';
import type { CborMap } from './cbor-map.ts';
import type { Struct, StructValue } from './struct.ts';

/** The value type of a schema: `type EchoRequest = Infer<typeof EchoRequest>`. */
export type Infer<S> =
  S extends Struct<infer F>
    ? StructValue<F>
    : S extends CborMap<infer T>
      ? T
      : S extends CborDictionary<infer T>
        ? ReadonlyMap<string, T>
        : never;
