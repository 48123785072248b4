/** A message this small is two lines of a console; smaller ones are mostly header. */
const bufferBytesMin = 128;
/** Answers without a loss after which more is tried again. */
const calmAnswers = 8;

/**
 * How much is sent at once. A line that loses something again and again gets smaller messages, then
 * fewer at a time: noise hits a short frame less often, and a device that is overrun has less to
 * keep. After a calm while it gets more again.
 */
export class SendPace {
  readonly #bufferBytesMax: number;
  readonly #windowMax: number;
  #bufferBytes: number;
  #window: number;
  #calm = 0;
  #isUneasy = false;

  constructor(bufferBytes: number, window: number) {
    this.#bufferBytesMax = bufferBytes;
    this.#windowMax = window;
    this.#bufferBytes = bufferBytes;
    this.#window = window;
  }

  /** What a message has to fit in, `buf_size` at most. */
  get bufferBytes(): number {
    return this.#bufferBytes;
  }

  /** How many requests may be under way. */
  get window(): number {
    return this.#window;
  }

  lost(): void {
    this.#calm = 0;
    const isFirst = !this.#isUneasy;
    this.#isUneasy = true;
    if (isFirst) return;
    if (this.#bufferBytes > bufferBytesMin) {
      this.#bufferBytes = Math.max(bufferBytesMin, Math.floor(this.#bufferBytes / 2));
    } else if (this.#window > 1) {
      this.#window -= 1;
    }
  }

  arrived(): void {
    this.#calm += 1;
    if (this.#calm < calmAnswers) return;
    this.#calm = 0;
    this.#isUneasy = false;
    if (this.#window < this.#windowMax) this.#window += 1;
    else this.#bufferBytes = Math.min(this.#bufferBytesMax, this.#bufferBytes * 2);
  }
}
