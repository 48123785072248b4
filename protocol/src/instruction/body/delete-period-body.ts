import { at, uint } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import { bodyKind, brokenPeriod, never, timeSMax } from './body-kind.ts';

export const DeletePeriodBodyMap = cborMap(
  'DeletePeriodBody',
  {
    fromS: at(1, uint('UTC second, inclusive', { max: timeSMax })),
    untilS: at(2, uint('UTC second, exclusive', { max: timeSMax })),
  },
  { keys: 'integer', closed: true },
);
export type DeletePeriodBody = Parameters<typeof DeletePeriodBodyMap.encode>[0];

/** `delete-period`: every stored batch that touches the period is erased, with a receipt. */
export const deletePeriodBody = bodyKind(DeletePeriodBodyMap, {
  needsSecond: never,
  broken: brokenPeriod,
});
