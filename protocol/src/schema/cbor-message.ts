import type { CborValue } from '../cbor.ts';
import type { Result } from '../result.ts';
import type { CborField } from './cbor-fields.ts';

/**
 * A CBOR map that stands alone, as a message does: with known keys or with keys the sender chose.
 */
export interface CborMessage<T> extends CborField<T> {
  readonly name: string;
  /** Deterministic encoding. Throws {@link UsageError} `SCHEMA_RANGE` when a value does not fit. */
  encode(value: T): Uint8Array;
  /** Reads one map that fills the bytes. Never throws, whatever the bytes are. */
  decode(bytes: Uint8Array): Result<T>;
  /** Checks a CBOR value that is decoded already. */
  fromValue(value: CborValue): Result<T>;
}
