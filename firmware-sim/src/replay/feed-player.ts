import type { Cancel, Clock } from '../core/ports.ts';
import type { GnssFeed } from '../gnss/feed.ts';

export interface FeedPlayerParts {
  readonly clock: Clock;
  /** The instant, in Unix time, at which playing starts; what the feed says before it is left out. */
  readonly fromMs: number;
  readonly deliver: (bytes: Uint8Array) => void;
  /** Called once, after the last epoch. */
  readonly ended: () => void;
}

/** Plays a feed at the pace at which its receiver spoke. */
export class FeedPlayer {
  readonly #feed: GnssFeed;
  readonly #parts: FeedPlayerParts;
  readonly #startUptimeMs: number;
  #next: number;
  #cancel: Cancel | undefined;

  constructor(feed: GnssFeed, parts: FeedPlayerParts) {
    this.#feed = feed;
    this.#parts = parts;
    this.#startUptimeMs = parts.clock.uptimeMs();
    const first = feed.epochs.findIndex(({ atMs }) => atMs >= parts.fromMs);
    this.#next = first < 0 ? feed.epochs.length : first;
    this.#arm();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Each epoch is due at its own distance from the start, so that late timers do not add up. */
  #arm(): void {
    const { clock, fromMs, deliver, ended } = this.#parts;
    const epoch = this.#feed.epochs[this.#next];
    const dueMs = epoch === undefined ? 0 : this.#startUptimeMs + epoch.atMs - fromMs;
    this.#cancel = clock.after(Math.max(0, dueMs - clock.uptimeMs()), () => {
      if (epoch === undefined) return ended();
      this.#next += 1;
      deliver(new TextEncoder().encode(epoch.text));
      this.#arm();
    });
  }
}
