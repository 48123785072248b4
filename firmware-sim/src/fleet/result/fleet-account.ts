import type { RibbonSpan } from '../../world/mode-ribbon.ts';
import { FleetDigest } from './fleet-digest.ts';
import { Tally, type TallyData } from './tally.ts';
import { Timeline, type TimelineData } from './timeline.ts';

/** What is known of some devices of a fleet. Accounts of different devices add up, in whatever order. */
export class FleetAccount {
  readonly tally: Tally;
  readonly #digest: FleetDigest;
  readonly #timeline: Timeline;

  private constructor(tally: Tally, digest: FleetDigest, timeline: Timeline) {
    this.tally = tally;
    this.#digest = digest;
    this.#timeline = timeline;
  }

  static empty(span: { readonly fromS: number; readonly untilS: number }): FleetAccount {
    return new FleetAccount(new Tally(), new FleetDigest(), Timeline.of(span));
  }

  static of({ tally, digest, timeline }: AccountData): FleetAccount {
    return new FleetAccount(new Tally(tally), new FleetDigest(digest), new Timeline(timeline));
  }

  device(index: number, lived: { digest: Uint8Array; ribbon: readonly RibbonSpan[] }): void {
    this.#digest.device(index, lived.digest);
    this.#timeline.device(lived.ribbon);
  }

  add(other: FleetAccount): void {
    this.tally.add(other.tally);
    this.#digest.add(other.#digest);
    this.#timeline.add(other.#timeline);
  }

  get data(): AccountData {
    return {
      digest: this.#digest.hex,
      tally: this.tally.data,
      timeline: this.#timeline.data,
    };
  }
}

/** As plain data, the same for the same devices. */
export interface AccountData {
  /** Of everything that every device sent and logged; see {@link FleetDigest}. */
  readonly digest: string;
  readonly tally: TallyData;
  readonly timeline: TimelineData;
}
