import type { RibbonSpan } from '../../world/mode-ribbon.ts';

const stepsMax = 288;
const stepSMin = 300;

/** How many devices were in which mode, step by step of the run: device-seconds, which add up. */
export class Timeline {
  readonly fromS: number;
  readonly stepS: number;
  readonly #modes: Map<string, number[]>;

  constructor(data: Pick<TimelineData, 'fromS' | 'stepS'> & { modes?: TimelineData['modes'] }) {
    this.fromS = data.fromS;
    this.stepS = data.stepS;
    this.#modes = new Map(Object.entries(data.modes ?? {}).map(([mode, of]) => [mode, [...of]]));
  }

  static of({ fromS, untilS }: { readonly fromS: number; readonly untilS: number }): Timeline {
    const minutes = Math.ceil((untilS - fromS) / stepsMax / 60);
    return new Timeline({ fromS, stepS: Math.max(stepSMin, minutes * 60) });
  }

  device(ribbon: readonly RibbonSpan[]): void {
    for (const { fromS, untilS, mode } of ribbon) {
      for (let atS = fromS; atS < untilS;) {
        const step = Math.floor((atS - this.fromS) / this.stepS);
        const nextS = Math.min(untilS, this.fromS + (step + 1) * this.stepS);
        this.#put(mode, step, Math.round((nextS - atS) * 1000));
        atS = nextS;
      }
    }
  }

  add(other: Timeline): void {
    for (const [mode, of] of other.#modes) of.forEach((ms, step) => this.#put(mode, step, ms));
  }

  get data(): TimelineData {
    const modes = [...this.#modes].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return { fromS: this.fromS, stepS: this.stepS, modes: Object.fromEntries(modes) };
  }

  #put(mode: string, step: number, ms: number): void {
    let of = this.#modes.get(mode);
    if (of === undefined) {
      of = [];
      this.#modes.set(mode, of);
    }
    while (of.length <= step) of.push(0);
    of[step] = (of[step] ?? 0) + ms;
  }
}

export interface TimelineData {
  readonly fromS: number;
  readonly stepS: number;
  /** Milliseconds of all devices together in each mode, one number for each step. */
  readonly modes: Readonly<Record<string, readonly number[]>>;
}
