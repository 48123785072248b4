import { SeededRandom } from '@feierabend/firmware-sim';

export interface Place {
  readonly latitudeE7: number;
  readonly longitudeE7: number;
}

/**
 * Where a canary may be: what was never to be taken, what was taken and overtaken by a tighter policy, or what is for those
 * alone who are called for help.
 */
export type CanaryKind = 'withheld' | 'overtaken' | 'called';

export interface Canary {
  readonly place: Place;
  readonly kind: CanaryKind;
  readonly situation: string;
  readonly timeS: number;
}

/** A tighter policy came: from that piece of evidence on even what is sealed may hold none of these. */
export interface Overtaking {
  readonly fromPiece: number;
  readonly canaries: readonly Canary[];
}

/**
 * Deals out places that are used once. Those of work lie within a few kilometres; a canary lies a hundred kilometres and more
 * from them, and as good as never twice in the same kilometre.
 */
export class Places {
  readonly #dice: SeededRandom;
  readonly work: Place[] = [];
  /** Seconds in which the device was allowed to take a place. */
  readonly workTimesS = new Set<number>();
  /** Seconds in which it was allowed to take one for those who are called for help. */
  readonly calledTimesS = new Set<number>();
  readonly canaries: Canary[] = [];
  readonly overtakings: Overtaking[] = [];
  #toBeOvertaken: Canary[] = [];

  constructor(seed: number) {
    this.#dice = new SeededRandom(seed).fork('places');
  }

  workAt(timeS: number): Place {
    const place = this.#in(483_000_000, 484_000_000, 108_000_000, 109_500_000);
    this.work.push(place);
    this.workTimesS.add(timeS);
    return place;
  }

  canaryAt(timeS: number, situation: string, kind: CanaryKind = 'withheld'): Place {
    const place = this.#in(500_000_000, 540_000_000, 70_000_000, 140_000_000);
    const canary = { place, kind, situation, timeS };
    this.canaries.push(canary);
    if (kind === 'overtaken') this.#toBeOvertaken.push(canary);
    if (kind === 'called') this.calledTimesS.add(timeS);
    return place;
  }

  /** Says that a tighter policy comes now, and how much evidence there is. */
  overtake(fromPiece: number): void {
    this.overtakings.push({ fromPiece, canaries: this.#toBeOvertaken });
    this.#toBeOvertaken = [];
  }

  #in(south: number, north: number, west: number, east: number): Place {
    const between = (from: number, until: number) =>
      from + (this.#dice.nextU32() / 0x1_0000_0000) * (until - from);
    return {
      latitudeE7: asNmeaHasIt(between(south, north)),
      longitudeE7: asNmeaHasIt(between(west, east)),
    };
  }
}

/** Minutes of arc with four decimals, and back: the same place for every way to say it. */
function asNmeaHasIt(e7: number): number {
  return Math.round((Math.round(e7 * 0.06) * 100) / 6);
}
