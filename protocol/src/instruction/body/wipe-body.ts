import { at, oneOf } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import { bodyKind } from './body-kind.ts';

export const wipeScopes = ['reports', 'device'] as const;
export const wipeConsents = ['returned', 'destroy'] as const;

export const WipeBodyMap = cborMap(
  'WipeBody',
  {
    scope: at(1, oneOf('stored reports, or everything to the identity key', wipeScopes)),
    data: at(2, oneOf('returned to the controller before, or destroyed unread', wipeConsents)),
  },
  { keys: 'integer', closed: true },
);
export type WipeBody = Parameters<typeof WipeBodyMap.encode>[0];

/**
 * `wipe`: the end of the data, or of the device. A device without an identity can be provisioned
 * again without the employees' side, so that scope needs both.
 */
export const wipeBody = bodyKind(WipeBodyMap, { needsSecond: ({ scope }) => scope === 'device' });
