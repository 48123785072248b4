import { at, oneOf, optional, text, uint } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import { always, bodyKind, brokenPeriod, timeSMax } from './body-kind.ts';

export const correctionSubjects = ['mileage', 'time', 'place', 'person'] as const;
const statementBytesMax = 512;

export const CorrectBodyMap = cborMap(
  'CorrectBody',
  {
    fromS: at(1, uint('UTC second, inclusive', { max: timeSMax })),
    untilS: at(2, uint('UTC second, exclusive', { max: timeSMax })),
    subject: at(3, oneOf('what is wrong', correctionSubjects)),
    statement: at(4, text('what is right, in words', { max: statementBytesMax })),
    distanceM: at(5, optional(uint('the right distance, with mileage only', { max: 0xffff_ffff }))),
  },
  { keys: 'integer', closed: true },
);
export type CorrectBody = Parameters<typeof CorrectBodyMap.encode>[0];

/**
 * `correct`: rectification (GDPR article 16). A device cannot read its sealed past, so it seals the
 * correction for the same recipients; the journal has the digest, and never the statement.
 */
export const correctBody = bodyKind(CorrectBodyMap, {
  needsSecond: always,
  broken(body) {
    if (body.statement.trim() === '') return 'a statement';
    if (body.distanceM !== undefined && body.subject !== 'mileage')
      return 'a distance with mileage';
    return brokenPeriod(body);
  },
});
