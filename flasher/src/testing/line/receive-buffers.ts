import { frameContinuation, frameStart } from '@feierabend/protocol';

/**
 * The buffers a Zephyr device has for requests: one is taken from the first line of a frame until
 * its answer is on the way, and what finds none free is dropped without a word.
 */
export class ReceiveBuffers {
  overruns = 0;
  private readonly count: number;
  private held = 0;
  private isDropping = false;

  /** @param bufferCount As the device tells it; one of them is for the answer. */
  constructor(bufferCount: number) {
    this.count = Math.max(1, bufferCount - 1);
  }

  /** Whether this line finds a place. */
  admits(line: Uint8Array): boolean {
    if (starts(line, frameStart)) {
      this.isDropping = this.held >= this.count;
      if (this.isDropping) this.overruns += 1;
    }
    return !(this.isDropping && (starts(line, frameStart) || starts(line, frameContinuation)));
  }

  take(): void {
    this.held += 1;
  }

  release(): void {
    this.held = Math.max(0, this.held - 1);
  }

  clear(): void {
    this.held = 0;
    this.isDropping = false;
  }
}

function starts(line: Uint8Array, mark: readonly [number, number]): boolean {
  return line[0] === mark[0] && line[1] === mark[1];
}
