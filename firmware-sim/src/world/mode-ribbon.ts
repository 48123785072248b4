import { instantText } from './instant.ts';

export interface RibbonSpan {
  readonly fromS: number;
  readonly untilS: number;
  readonly mode: string;
}

/** Which mode the device was in, and from when to when. */
export class ModeRibbon {
  readonly #spans: RibbonSpan[] = [];
  #fromS: number;
  #mode: string | undefined;

  constructor(fromS: number) {
    this.#fromS = fromS;
  }

  /** The last one. */
  get mode(): string | undefined {
    return this.#mode;
  }

  get spans(): readonly RibbonSpan[] {
    return this.#spans;
  }

  change(atS: number, mode: string): void {
    this.finish(atS);
    this.#mode = mode;
  }

  finish(atS: number): void {
    if (this.#mode !== undefined && atS > this.#fromS) {
      this.#spans.push({ fromS: this.#fromS, untilS: atS, mode: this.#mode });
    }
    this.#fromS = atS;
  }

  /** Seconds in each mode. */
  totals(): ReadonlyMap<string, number> {
    const totals = new Map<string, number>();
    for (const { fromS, untilS, mode } of this.#spans) {
      totals.set(mode, (totals.get(mode) ?? 0) + untilS - fromS);
    }
    return totals;
  }
}

/** One line for each span: `from,until,seconds,mode`, in UTC. */
export function ribbonCsv(spans: readonly RibbonSpan[]): string {
  const lines = spans.map(
    ({ fromS, untilS, mode }) =>
      `${instantText(fromS)},${instantText(untilS)},${round(untilS - fromS)},${mode}`,
  );
  return `from,until,seconds,mode\n${lines.join('\n')}\n`;
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
