import { at, bool } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import { bodyKind } from './body-kind.ts';

export const ReduceBodyMap = cborMap(
  'ReduceBody',
  { on: at(1, bool('true: mileage only, no place at any time; false: the policy holds again')) },
  { keys: 'integer', closed: true },
);
export type ReduceBody = Parameters<typeof ReduceBodyMap.encode>[0];

/** `reduce`: less than the policy allows, until another instruction ends it. */
export const reduceBody = bodyKind(ReduceBodyMap, { needsSecond: ({ on }) => !on });
