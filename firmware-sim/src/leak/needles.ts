import { PairTable, type Pairs } from './pair-table.ts';

/**
 * A position that went into the receiver's port, as any parser would read it back. Degrees times
 * 10^7.
 */
export interface FedPosition {
  /** Unix time in seconds. */
  readonly atS: number;
  readonly latitudeE7: number;
  readonly longitudeE7: number;
}

interface CoarsePosition {
  readonly latitudeE5: number;
  readonly longitudeE5: number;
}

export interface NeedleOptions {
  readonly fed: readonly FedPosition[];
  /** Whether the policy was closed at that Unix second. */
  readonly isPrivate: (atS: number) => boolean;
  /**
   * What the device makes of a position before it writes it down. Called once per position, in the
   * order of `fed`.
   */
  readonly coarsen: (position: FedPosition) => CoarsePosition;
  /**
   * What was really reported from hours of work. Near the border of a cell the device may stay in
   * the cell it came from, which no single position tells; such a pair is legitimate as well.
   */
  readonly captured?: readonly CoarsePosition[];
}

/** The resolutions a position is searched in: how many units of E7 make one unit of the scale. */
export const scales = { e7: 1, d6: 10, d5: 100, d4: 1000 } as const;
export type Scale = keyof typeof scales;

/**
 * Half a unit of E7 is lost when a text is parsed, and another parser may lose it to the other
 * side.
 */
export const e7Tolerance = 1;

/** The same for the last bit of a float of 32 bits, which is about half a metre. */
export const float32Tolerance = 1;

/** What the scans look for: see {@link NeedleSet}. */
export interface Needles {
  readonly e7: Pairs;
  readonly e5: Pairs;
  readonly f32: Pairs;
  readonly f64High: Pairs;
  readonly legitimateE7: Pairs;
  readonly decimals: ReadonlyMap<number, Pairs>;
  readonly legitimateDecimals7: Pairs;
  readonly nmea: Pairs;
}

/**
 * Positions seen in private hours and in no other, at each resolution the search knows. A pair that
 * was also fed in hours of work, or that a fed pair of those hours rounds, cuts or coarsens to, is
 * no evidence of a leak and is not in here.
 *
 * Text tables hold magnitudes, because the sign may be written as a letter (`S`, `W`); integer
 * tables hold signed values.
 */
export class NeedleSet implements Needles {
  readonly e7: PairTable;
  readonly e5: PairTable;
  /** The bits of floats in degrees, as signed integers. */
  readonly f32: PairTable;
  /** The upper halves of latitudes as doubles, as signed integers, and nothing with them. */
  readonly f64High: PairTable;
  /**
   * Pairs of E7 fed in hours of work: what is within the tolerance of one of them is not reported.
   */
  readonly legitimateE7: PairTable;
  /** Magnitudes by number of decimals, 4 to 7. */
  readonly decimals: ReadonlyMap<number, PairTable>;
  readonly legitimateDecimals7: PairTable;
  /** Magnitudes in ten-thousandths of a minute of arc, as in `ddmm.mmmm`. */
  readonly nmea: PairTable;
  /** Some of the private positions, for the self-test to plant. */
  readonly samples: readonly FedPosition[];
  /** Some of the positions of working hours, for its control. */
  readonly legitimateSamples: readonly FedPosition[];
  /** How many different private positions there are to find. */
  readonly count: number;

  constructor(options: NeedleOptions) {
    const shared = new Forms();
    const own = new Forms(shared);
    const privates: Spot[] = [];
    const legitimateSamples = new Sampler();
    for (const position of options.fed) {
      const coarse = options.coarsen(position);
      if (isNowhere(position)) continue;
      const spot = { position, coarse };
      if (options.isPrivate(position.atS)) privates.push(spot);
      else {
        shared.add(spot);
        legitimateSamples.offer(position);
      }
    }
    for (const { latitudeE5, longitudeE5 } of options.captured ?? []) {
      shared.addPair(latitudeE5 * 100, longitudeE5 * 100);
    }
    const samples = new Sampler();
    const different = new PairTable();
    for (const spot of privates) {
      own.add(spot);
      const { latitudeE7, longitudeE7 } = spot.position;
      if (own.signed.e7.has(latitudeE7, longitudeE7)) different.add(latitudeE7, longitudeE7);
      if (own.holds(spot.position)) samples.offer(spot.position);
    }
    this.e7 = own.signed.e7;
    this.e5 = own.signed.d5;
    this.f32 = own.f32;
    this.f64High = own.f64High;
    this.legitimateE7 = shared.signed.e7;
    this.legitimateDecimals7 = shared.text.e7;
    this.decimals = new Map([
      [4, own.text.d4],
      [5, own.text.d5],
      [6, own.text.d6],
      [7, own.text.e7],
    ]);
    this.nmea = own.nmea;
    this.samples = samples.taken;
    this.legitimateSamples = legitimateSamples.taken;
    this.count = different.size;
  }
}

export function buildNeedles(options: NeedleOptions): NeedleSet {
  return new NeedleSet(options);
}

interface Spot {
  readonly position: FedPosition;
  readonly coarse: CoarsePosition;
}

/** A receiver without a fix may say 0, 0; as needles those would match every run of zero bytes. */
function isNowhere(position: FedPosition): boolean {
  return Math.abs(position.latitudeE7) < 10_000 && Math.abs(position.longitudeE7) < 10_000;
}

/**
 * Every way to write down the positions of one kind of hours, without those another kind has as
 * well.
 */
class Forms {
  readonly signed = { e7: new PairTable(), d5: new PairTable() };
  readonly f32 = new PairTable();
  readonly f64High = new PairTable();
  readonly text: Record<Scale, PairTable> = {
    e7: new PairTable(),
    d6: new PairTable(),
    d5: new PairTable(),
    d4: new PairTable(),
  };
  readonly nmea = new PairTable();
  readonly #except: Forms | undefined;

  constructor(except?: Forms) {
    this.#except = except;
  }

  add({ position, coarse }: Spot): void {
    this.addPair(position.latitudeE7, position.longitudeE7);
    this.addPair(coarse.latitudeE5 * 100, coarse.longitudeE5 * 100);
  }

  /**
   * Whether the position, rounded, is in here at every resolution: only such can be planted in each
   * encoding.
   */
  holds({ latitudeE7, longitudeE7 }: FedPosition): boolean {
    const rounded = (unit: number) =>
      [Math.round(latitudeE7 * unit) + 0, Math.round(longitudeE7 * unit) + 0] as const;
    const magnitude = (unit: number) =>
      [Math.round(Math.abs(latitudeE7) * unit), Math.round(Math.abs(longitudeE7) * unit)] as const;
    return (
      this.signed.e7.has(latitudeE7, longitudeE7) &&
      this.signed.d5.has(...rounded(1 / scales.d5)) &&
      this.f32.has(float32Bits(latitudeE7), float32Bits(longitudeE7)) &&
      this.nmea.has(...magnitude(minutesE4PerE7)) &&
      (Object.keys(scales) as Scale[]).every((scale) =>
        this.text[scale].has(...magnitude(1 / scales[scale])),
      )
    );
  }

  addPair(latitudeE7: number, longitudeE7: number): void {
    const except = this.#except;
    this.#addSigned(latitudeE7, longitudeE7, (whole) => whole);
    if (latitudeE7 < 0 || longitudeE7 < 0) this.#addSigned(latitudeE7, longitudeE7, cborMagnitude);
    this.#addFloats(latitudeE7, longitudeE7);
    const latitude = Math.abs(latitudeE7);
    const longitude = Math.abs(longitudeE7);
    for (const scale of Object.keys(scales) as Scale[]) {
      const divisor = scales[scale];
      addForms(this.text[scale], except?.text[scale], latitude / divisor, longitude / divisor);
    }
    addForms(this.nmea, except?.nmea, latitude * minutesE4PerE7, longitude * minutesE4PerE7);
  }

  #addFloats(latitudeE7: number, longitudeE7: number): void {
    const pair = [float32Bits(latitudeE7), float32Bits(longitudeE7)] as const;
    if (this.#except?.f32.hasNear(...pair, 2 * float32Tolerance) !== true) this.f32.add(...pair);
    this.f64High.add(float64High(latitudeE7), 0);
  }

  #addSigned(latitudeE7: number, longitudeE7: number, written: (whole: number) => number): void {
    const except = this.#except?.signed;
    const [a, b] = [written(latitudeE7), written(longitudeE7)];
    if (except?.e7.hasNear(a, b, e7Tolerance) !== true) this.signed.e7.add(a, b);
    for (const latitude of wholeForms(latitudeE7 / scales.d5)) {
      for (const longitude of wholeForms(longitudeE7 / scales.d5)) {
        const pair = [written(latitude), written(longitude)] as const;
        if (except?.d5.has(...pair) !== true) this.signed.d5.add(...pair);
      }
    }
  }
}

const scratch = new DataView(new ArrayBuffer(8));

export function float32Bits(e7: number): number {
  scratch.setFloat32(0, e7 / 1e7);
  return scratch.getInt32(0);
}

export function float64High(e7: number): number {
  scratch.setFloat64(0, e7 / 1e7);
  return scratch.getInt32(0);
}

/** CBOR writes a negative integer n as the magnitude -1 - n (RFC 8949 section 3.1). */
export function cborMagnitude(whole: number): number {
  return whole < 0 ? -1 - whole : whole;
}

/** 10^-7 degrees are 6 * 10^-6 minutes of arc. */
export const minutesE4PerE7 = 0.06;

/** A writer may round or cut each number: all four pairs count. */
function addForms(
  table: PairTable,
  except: PairTable | undefined,
  latitude: number,
  longitude: number,
): void {
  for (const a of wholeForms(latitude)) {
    for (const b of wholeForms(longitude)) if (except?.has(a, b) !== true) table.add(a, b);
  }
}

function wholeForms(value: number): readonly number[] {
  const rounded = Math.round(value) + 0;
  const cut = Math.trunc(value) + 0;
  return rounded === cut ? [rounded] : [rounded, cut];
}

/** Keeps up to 64 of a stream, spread over it, without dice. */
class Sampler {
  readonly taken: FedPosition[] = [];
  #stride = 1;
  #seen = 0;

  offer(position: FedPosition): void {
    if (this.#seen % this.#stride === 0) this.taken.push(position);
    this.#seen += 1;
    if (this.taken.length < 64) return;
    for (let i = 0; i < 32; i += 1) this.taken[i] = this.taken[2 * i] as FedPosition;
    this.taken.length = 32;
    this.#stride *= 2;
  }
}
