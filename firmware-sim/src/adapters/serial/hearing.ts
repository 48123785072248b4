import type { Clock } from '../../core/ports.ts';

export interface HearingParts {
  readonly clock: Pick<Clock, 'after'>;
  readonly silentMs: number;
  /** Once for each loss. */
  readonly lost: (reason: string) => void;
  /** It is heard again. */
  readonly found: () => void;
  /** With each loss, and whenever it is silent again without having been heard. */
  readonly gone: () => void;
}

/** Whether somebody who speaks all the time is there; a loss is told once, and again only after it was heard. */
export class Hearing {
  readonly #parts: HearingParts;
  #cancel: () => void = () => {};
  #isLost = false;
  #isOver = false;

  constructor(parts: HearingParts) {
    this.#parts = parts;
  }

  /** From now on there is something to hear. */
  begin(): void {
    const { clock, silentMs } = this.#parts;
    this.#cancel();
    if (this.#isOver) return;
    this.#cancel = clock.after(silentMs, () => {
      this.lose(`nothing came for ${silentMs / 1000} s`);
    });
  }

  heard(): void {
    this.begin();
    if (!this.#isLost) return;
    this.#isLost = false;
    this.#parts.found();
  }

  lose(reason: string): void {
    if (this.#isOver) return;
    this.#cancel();
    const wasLost = this.#isLost;
    this.#isLost = true;
    if (!wasLost) this.#parts.lost(reason);
    this.#parts.gone();
  }

  end(): void {
    this.#isOver = true;
    this.#cancel();
  }
}
