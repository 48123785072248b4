import { ChannelSearch } from './channel-search.ts';
import { leakEncodings, type LeakEncoding, type LeakHit, type LeakLayer } from './leak-hit.ts';
import { searchRecords } from './leak-search.ts';
import { buildNeedles, type FedPosition, type NeedleSet } from './needles.ts';
import { framedPlant, plantOf, wrappedPlant, type Plant } from './plant.ts';
import { tapChannels, type TapChannel, type TapRecord } from './tap-record.ts';

export interface PlantOutcome {
  readonly channel: TapChannel | 'decoded';
  readonly encoding: LeakEncoding;
  readonly layer: LeakLayer;
  readonly found: boolean;
}

export interface SelfTestOptions {
  /** Decides where the plants go. Default: 1. */
  readonly seed?: number;
  /** Where to plant. Default: every channel. */
  readonly channels?: readonly TapChannel[];
}

/**
 * Plants one private position per channel and per encoding in the real taps, at arbitrary offsets
 * and every other one across a border between two pieces, and tells which of them the search finds
 * exactly there. Each has to be found, or the search that found nothing proves nothing.
 *
 * A day without any private position to plant is tested with a decoy far from all of them.
 */
export function leakSelfTest(
  needles: NeedleSet,
  taps: readonly TapRecord[],
  options: SelfTestOptions = {},
): PlantOutcome[] {
  const { seed = 1, channels = tapChannels } = options;
  const samples = needles.samples;
  if (samples.length === 0) {
    return plantAndSearch({
      needles: decoyNeedles,
      samples: [decoy],
      taps,
      seed,
      channels,
    });
  }
  return plantAndSearch({ needles, samples, taps, seed, channels });
}

/**
 * The opposite: plants positions of working hours in the same way. None may be reported, or the
 * search would call every honest report a leak. There is nothing to plant when no position was fed
 * in working hours.
 */
export function controlTest(
  needles: NeedleSet,
  taps: readonly TapRecord[],
  options: SelfTestOptions = {},
): { readonly planted: number; readonly reported: number } {
  const samples = needles.legitimateSamples;
  if (samples.length === 0) return { planted: 0, reported: 0 };
  const { seed = 1, channels = tapChannels } = options;
  const outcomes = plantAndSearch({ needles, samples, taps, seed, channels });
  const reported = outcomes.filter((outcome) => outcome.found).length;
  return { planted: outcomes.length, reported };
}

/** A place in the southern Atlantic, in a search of its own. */
const decoy: FedPosition = { atS: 1, latitudeE7: -377_654_321, longitudeE7: -123_456_789 };
const decoyNeedles = buildNeedles({
  fed: [decoy],
  isPrivate: () => true,
  coarsen: ({ latitudeE7, longitudeE7 }) => ({
    latitudeE5: Math.round(latitudeE7 / 100),
    longitudeE5: Math.round(longitudeE7 / 100),
  }),
});

interface Planting {
  readonly needles: NeedleSet;
  readonly samples: readonly FedPosition[];
  readonly taps: readonly TapRecord[];
  readonly seed: number;
  readonly channels: readonly TapChannel[];
}

function plantAndSearch(planting: Planting): PlantOutcome[] {
  const dice = new Dice(planting.seed);
  const pick = () => planting.samples[dice.below(planting.samples.length)] as FedPosition;
  const outcomes: PlantOutcome[] = [];
  for (const channel of planting.channels) {
    const taps = planting.taps.filter((tap) => tap.channel === channel);
    const plants = leakEncodings.map((encoding) => plantOf(encoding, pick(), dice.below(4)));
    const { pieces, placed } = plantAll(channel, taps, { plants, dice });
    const hits = searchChannel(planting.needles, channel, pieces);
    for (const { plant, at } of placed) {
      const found = hits.some(
        (hit) => hit.layer === 'raw' && hit.encoding === plant.encoding && hit.offset === at,
      );
      outcomes.push({ channel, encoding: plant.encoding, layer: 'raw', found });
    }
    for (const layer of layersOf(channel)) {
      const plant = plantOf('e7-be', pick(), 0);
      outcomes.push(layerOutcome({ ...planting, taps, channel, layer }, plant, dice));
    }
  }
  const record = plantedRecord(pick());
  const found = searchRecords(planting.needles, [record]).length === 1;
  outcomes.push({ channel: 'decoded', encoding: 'record', layer: 'raw', found });
  return outcomes;
}

function plantedRecord({ atS, latitudeE7, longitudeE7 }: FedPosition) {
  const latitudeE5 = Math.round(latitudeE7 / 100);
  const longitudeE5 = Math.round(longitudeE7 / 100);
  return { kind: 'fix', timeS: Math.floor(atS), latitudeE5, longitudeE5 } as const;
}

/** The layers a leak is planted in, on a channel. */
export function layersOf(channel: TapChannel): readonly Exclude<LeakLayer, 'raw'>[] {
  return channel === 'serial' ? ['console-frame', 'hex', 'base64'] : ['hex', 'base64'];
}

/** A leak inside of text is no number there: it must be found behind it. */
function layerOutcome(
  planting: Planting & { readonly channel: TapChannel; readonly layer: Exclude<LeakLayer, 'raw'> },
  plant: Plant,
  dice: Dice,
): PlantOutcome {
  const { needles, taps, channel, layer } = planting;
  const wrapped = layer === 'console-frame' ? framedPlant(plant) : wrappedPlant(plant, layer);
  const inLayer = (pieces: readonly TapRecord[]) =>
    searchChannel(needles, channel, pieces).filter((hit) => hit.layer === layer).length;
  const { pieces } = plantAll(channel, taps, { plants: [wrapped], dice });
  return { channel, encoding: plant.encoding, layer, found: inLayer(pieces) > inLayer(taps) };
}

function searchChannel(
  needles: NeedleSet,
  channel: TapChannel,
  taps: readonly TapRecord[],
): LeakHit[] {
  const hits: LeakHit[] = [];
  const search = new ChannelSearch(needles, channel, (hit) => hits.push(hit));
  for (const tap of taps) search.push(tap);
  search.end();
  return hits;
}

interface Placed {
  readonly plant: Plant;
  /** Offset in the channel at which the pair begins. */
  readonly at: number;
}

/** Inserts the plants at places the dice choose, and says where each of them came to lie. */
function plantAll(
  channel: TapChannel,
  taps: readonly TapRecord[],
  { plants, dice }: { readonly plants: readonly Plant[]; readonly dice: Dice },
): { pieces: TapRecord[]; placed: Placed[] } {
  const byPiece = new Map<number, Plant[]>();
  for (const plant of plants) {
    const index = dice.below(Math.max(1, taps.length));
    byPiece.set(index, [...(byPiece.get(index) ?? []), plant]);
  }
  const pieces: TapRecord[] = [];
  const placed: Placed[] = [];
  let offset = 0;
  let halved = false;
  const add = (atMs: number, bytes: Uint8Array) => {
    pieces.push({ channel, atMs, bytes });
    offset += bytes.length;
  };
  const host = taps.length > 0 ? taps : [{ channel, atMs: 0, bytes: new Uint8Array(0) }];
  host.forEach((tap, index) => {
    let rest = tap.bytes;
    for (const plant of byPiece.get(index) ?? []) {
      const cut = dice.below(rest.length + 1);
      add(tap.atMs, rest.subarray(0, cut));
      rest = rest.subarray(cut);
      placed.push({ plant, at: offset + plant.pairAt });
      halved = !halved;
      const half = plant.whole || !halved ? plant.bytes.length : 1 + dice.below(plant.bytes.length);
      add(tap.atMs, plant.bytes.subarray(0, half));
      if (half < plant.bytes.length) add(tap.atMs, plant.bytes.subarray(half));
    }
    add(tap.atMs, rest);
  });
  return { pieces, placed };
}

/** Marsaglia's xorshift32: places for plants need no more. */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0 || 1;
  }

  below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % limit;
  }
}
