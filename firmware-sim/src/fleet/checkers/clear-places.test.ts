import { coarsen } from '@feierabend/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { FedPlaces } from '../../controller/place-check.ts';
import { leakEncodings } from '../../leak/leak-hit.ts';
import type { FedPosition } from '../../leak/needles.ts';
import { plantOf, wrappedPlant } from '../../leak/plant.ts';
import { ClearPlaces } from './clear-places.ts';

/** A drive with a place every few metres, in one of the quarters of the world. */
const drives = fc.record({
  latitudeE7: fc.constantFrom(481_234_567, -337_654_321),
  longitudeE7: fc.constantFrom(115_432_109, -709_876_543),
});
const seconds = 40;

function driven(from: { readonly latitudeE7: number; readonly longitudeE7: number }) {
  const fed = Array.from({ length: seconds }, (_, atS): FedPosition => ({
    atS,
    latitudeE7: from.latitudeE7 + atS * 1730 + ((atS * 7919) % 101),
    longitudeE7: from.longitudeE7 + atS * 2110 + ((atS * 104_729) % 103),
  }));
  const places = new FedPlaces();
  const clear = new ClearPlaces();
  for (const place of fed) {
    places.add(place);
    clear.fed(place.latitudeE7, place.longitudeE7);
  }
  return { fed, places, clear };
}

describe('what came in clear', () => {
  it('holds a place of the receiver in any encoding, whenever it was', () => {
    fc.assert(
      fc.property(
        fc.record({
          from: drives,
          encoding: fc.constantFrom(...leakEncodings),
          layer: fc.constantFrom('raw', 'hex', 'base64'),
          at: fc.nat(seconds - 1),
          variant: fc.nat(3),
          isTraveller: fc.boolean(),
        }),
        ({ from, encoding, layer, at, variant, isTraveller }) => {
          const { fed, places, clear } = driven(from);
          if (isTraveller) clear.fed(-from.latitudeE7, -from.longitudeE7);
          const plain = plantOf(encoding, fed[at] as FedPosition, variant);
          const isRaw = layer === 'raw' || plain.whole;
          clear.hear((isRaw ? plain : wrappedPlant(plain, layer)).bytes);
          expect([...clear.find(places, 1)]).toContain(`${encoding}, ${isRaw ? 'raw' : layer}`);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('holds none where it says what it always says, or names a place near by at which the receiver never was', () => {
    const { fed, places, clear } = driven({ latitudeE7: 481_234_567, longitudeE7: 115_432_109 });
    clear.hear(Buffer.from('feierabend/1/acme/van-00001/status'));
    clear.hear(Buffer.from('{"online":true,"version":"1.2.3"}'));
    const [{ latitudeE7 }, { longitudeE7 }] = [fed[5], fed[30]] as [FedPosition, FedPosition];
    clear.hear(Buffer.from(`${latitudeE7 / 1e7},${longitudeE7 / 1e7}`));
    expect(clear.find(places, 1)).toEqual(new Set());
  });

  it('holds the middle of the cell that a coarse policy makes of a place', () => {
    const from = { latitudeE7: 481_234_567, longitudeE7: 115_432_109 };
    const { latitudeE5, longitudeE5 } = coarsen({ timeS: 0, ...from }, 1000).fix;
    const { places, clear } = driven(from);
    clear.hear(Buffer.from(`${latitudeE5 / 1e5},${longitudeE5 / 1e5}`));
    expect([clear.find(places, 1).size, clear.find(places, 1000).size]).toEqual([0, 1]);
  });
});
