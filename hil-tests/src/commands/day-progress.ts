import type { TextSink } from '../io.ts';

/** One line that fills while the day passes; on anything but a terminal it stays silent. */
export class DayProgress {
  readonly #sink: TextSink;
  #shown = -1;

  constructor(sink: TextSink) {
    this.#sink = sink;
  }

  show(share: number): void {
    const percent = Math.floor(share * 100);
    if (this.#sink.isTTY !== true || percent === this.#shown) return;
    this.#shown = percent;
    this.#sink.write(`\rDriving the day ... ${percent} %`);
    if (percent === 100) this.#sink.write('\r\u001B[K');
  }
}
