import { at, bstr, optional, uint } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import { always, bodyKind, timeSMax } from './body-kind.ts';

export const SignedTimeBodyMap = cborMap(
  'SignedTimeBody',
  {
    timeS: at(1, uint('UTC second, when the device gets this', { max: timeSMax })),
    uncertaintyS: at(2, uint('seconds either way', { max: 3600 })),
    challenge: at(3, optional(bstr('what the device asked to see again', { length: 16 }))),
  },
  { keys: 'integer', closed: true },
);
export type SignedTimeBody = Parameters<typeof SignedTimeBodyMap.encode>[0];

/**
 * `signed-time`: a wrong time opens windows that are closed, so both sides vouch for it. The challenge
 * keeps a time from being held back and delivered late; a device that gave one insists on it.
 */
export const signedTimeBody = bodyKind(SignedTimeBodyMap, { needsSecond: always });
