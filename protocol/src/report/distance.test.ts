import { expect, it } from 'vitest';

import { distanceM } from './distance.ts';

const at = (latitude: number, longitude: number) => ({
  latitudeE7: latitude * 1e7,
  longitudeE7: longitude * 1e7,
});

it.each([
  ['nowhere', at(52.5, 13.4), at(52.5, 13.4), 0],
  ['a degree north', at(0, 0), at(1, 0), 111_195],
  ['a degree east at 60 degrees', at(60, 10), at(60, 11), 55_597],
  ['across the date line', at(0, 179.5), at(0, -179.5), 111_195],
  ['to the other side of the Earth', at(0, 0), at(0, 180), 20_015_115],
  ['from pole to pole', at(-90, 0), at(90, 50), 20_015_115],
])('The great-circle distance %s is right to a metre', (_where, from, to, metres) => {
  expect(Math.abs(distanceM(from, to) - metres)).toBeLessThan(1);
});
