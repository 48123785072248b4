import { at, bool } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import { bodyKind } from './body-kind.ts';

export const RestrictBodyMap = cborMap(
  'RestrictBody',
  {
    on: at(1, bool('true: capture is off and stored data is kept; false: the policy holds again')),
  },
  { keys: 'integer', closed: true },
);
export type RestrictBody = Parameters<typeof RestrictBodyMap.encode>[0];

/** `restrict`: restriction of processing (GDPR article 18), until another instruction lifts it. */
export const restrictBody = bodyKind(RestrictBodyMap, { needsSecond: ({ on }) => !on });
