import { coarsen } from '@feierabend/protocol';

import type { FedPlaces } from '../../controller/place-check.ts';
import { ChannelSearch } from '../../leak/channel-search.ts';
import { buildNeedles, type FedPosition, type Needles } from '../../leak/needles.ts';
import { areaNeedles, type Area } from '../../leak/place-box.ts';
import type { TapRecord } from '../../leak/tap-record.ts';

/** A degree is longer than this everywhere in latitude; a coarse place lies up to a cell beside the true one. */
const e7PerMetre = 1e7 / 110_000;
/** Needles of so many places at once: those of all would take hundreds of megabytes. */
const placesAtOnce = 1024;

/** What came in clear. Nothing of that may hold a place, whether it had to be withheld or not. */
export class ClearPlaces {
  /** Topics and payloads, each once: a device says the same few bytes day after day. */
  readonly #heard = new Set<string>();
  #south = Number.POSITIVE_INFINITY;
  #north = Number.NEGATIVE_INFINITY;
  #west = Number.POSITIVE_INFINITY;
  #east = Number.NEGATIVE_INFINITY;

  hear(bytes: Uint8Array): void {
    this.#heard.add(Buffer.from(bytes).toString('latin1'));
  }

  fed(latitudeE7: number, longitudeE7: number): void {
    if (latitudeE7 < this.#south) this.#south = latitudeE7;
    if (latitudeE7 > this.#north) this.#north = latitudeE7;
    if (longitudeE7 < this.#west) this.#west = longitudeE7;
    if (longitudeE7 > this.#east) this.#east = longitudeE7;
  }

  /** The ways in which a place of the receiver is in it, of the first places that are. */
  find(places: FedPlaces, precisionM: number): ReadonlySet<string> {
    const none = new Set<string>();
    if (this.#heard.size === 0 || this.#south > this.#north) return none;
    const pushAll = (search: ChannelSearch) => {
      for (const text of this.#heard) {
        search.pushWhole(tapOf(text));
        search.pushStream(tapOf(`${text}\n`));
      }
    };
    if (searchedFor(areaNeedles(this.#area(precisionM)), pushAll).size === 0) return none;
    const some: FedPosition[] = [];
    const inSome = () => {
      const fed = some.splice(0);
      const isPrivate = () => true;
      const coarse = (place: FedPosition) => coarsen({ timeS: 0, ...place }, precisionM).fix;
      return searchedFor(buildNeedles({ fed, isPrivate, coarsen: coarse }), pushAll);
    };
    for (const place of places.all()) {
      if (some.push(place) < placesAtOnce) continue;
      const found = inSome();
      if (found.size > 0) return found;
    }
    return inSome();
  }

  #area(precisionM: number): Area {
    const north = 2 * precisionM * e7PerMetre + 100;
    const farthest = Math.max(Math.abs(this.#south), Math.abs(this.#north));
    const east = north / Math.max(0.01, Math.cos((farthest * Math.PI) / 180e7));
    return {
      latitudeE7: [this.#south - north, this.#north + north],
      longitudeE7: [this.#west - east, this.#east + east],
    };
  }
}

function tapOf(text: string): TapRecord {
  return { channel: 'log', atMs: 0, bytes: Buffer.from(text, 'latin1') };
}

/** The ways in which needles are in what is pushed. */
export function searchedFor(
  needles: Needles,
  pushAll: (search: ChannelSearch) => void,
): ReadonlySet<string> {
  const found = new Set<string>();
  const search = new ChannelSearch(needles, 'log', ({ encoding, layer }) =>
    found.add(`${encoding}, ${layer}`),
  );
  pushAll(search);
  search.end();
  return found;
}
