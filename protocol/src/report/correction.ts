import { correctionSubjects } from '../instruction/body/correct-body.ts';
import type { Result } from '../result.ts';
import { at, bstr, oneOf, optional, text, uint } from '../schema/cbor-fields.ts';
import { cborMap } from '../schema/cbor-map.ts';

const timeSMax = 0xffff_ffff;

export const CorrectionMap = cborMap(
  'Correction',
  {
    instruction: at(1, bstr('SHA-256 of the signed instruction', { length: 32 })),
    fromS: at(2, uint('UTC second, inclusive', { max: timeSMax })),
    untilS: at(3, uint('UTC second, exclusive', { max: timeSMax })),
    subject: at(4, oneOf('what was wrong', correctionSubjects)),
    statement: at(5, text('what is right, in words', { max: 512 })),
    distanceM: at(6, optional(uint('the right distance, with mileage only', { max: timeSMax }))),
  },
  { keys: 'integer', closed: true },
);
/** A rectification on its way to those who were sent what was wrong. */
export type Correction = Parameters<typeof CorrectionMap.encode>[0];

/** The plaintext of an `event` frame that holds a correction. Throws `UsageError` `SCHEMA_RANGE`. */
export function encodeCorrection(correction: Correction): Uint8Array {
  return CorrectionMap.encode(correction);
}

/** Whether the plaintext of an `event` frame is a correction and no batch: it is a CBOR map. */
export function isCorrection(plaintext: Uint8Array): boolean {
  return (plaintext[0] ?? 0) >> 5 === 5;
}

/** Reads what {@link encodeCorrection} writes. Never throws. */
export function decodeCorrection(plaintext: Uint8Array): Result<Correction> {
  return CorrectionMap.decode(plaintext);
}
