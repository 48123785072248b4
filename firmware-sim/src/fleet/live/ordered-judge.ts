import { equalBytes } from '@feierabend/protocol';

import type { Acknowledged, Answered, EndOfLife, Fed, SeenMessage } from '../checkers/checker.ts';
import type { Judge } from '../virtual/carrier.ts';

/** Something for the judge: what happened already, or a message that has yet to come through the broker. */
type Entry =
  | { tell: () => void }
  | { readonly expected: SeenMessage; came: SeenMessage | undefined };

/**
 * Tells the judge of a device everything in the order of the device's own time, though what it sent comes through a broker and
 * therefore late. So a verdict does not depend on how fast the network was.
 */
export class OrderedJudge implements Judge {
  readonly #judge: Judge;
  #waiting: Entry[] = [];
  #atMs = 0;

  constructor(judge: Judge) {
    this.#judge = judge;
  }

  /** The device has sent it: its place in the order is here. */
  expect(message: SeenMessage): void {
    this.#atMs = message.atMs;
    this.#waiting.push({ expected: message, came: undefined });
  }

  /** It came at the other end of the broker. What nobody sent is judged as well, and at once. */
  arrived(topic: string, payload: Uint8Array): void {
    const entry = this.#waiting.find(
      (one) =>
        'expected' in one &&
        one.came === undefined &&
        one.expected.topic === topic &&
        equalBytes(one.expected.payload, payload),
    );
    if (entry !== undefined && 'expected' in entry) {
      entry.came = entry.expected;
      this.#tellOn();
    } else this.#judge.seen({ atMs: this.#atMs, topic, payload });
  }

  /** Whether one comes is chance, and so nobody waits for it. */
  will(message: SeenMessage): void {
    this.#judge.will(message);
  }

  sent(message: Pick<SeenMessage, 'atMs' | 'topic'>): void {
    this.#later(() => this.#judge.sent(message));
  }

  seen(message: SeenMessage): void {
    this.#later(() => this.#judge.seen(message));
  }

  acknowledged(message: Acknowledged): void {
    this.#later(() => this.#judge.acknowledged(message));
  }

  answered(answer: Answered): void {
    this.#later(() => this.#judge.answered(answer));
  }

  fed(position: Fed): void {
    this.#later(() => this.#judge.fed(position));
  }

  /** Nothing comes any more: what is missing now was lost. */
  finish(end: EndOfLife): void {
    for (const entry of this.#waiting.splice(0)) this.#tell(entry);
    this.#judge.finish(end);
  }

  #later(tell: () => void): void {
    if (this.#waiting.length === 0) tell();
    else this.#waiting.push({ tell });
  }

  #tellOn(): void {
    let told = 0;
    for (const entry of this.#waiting) {
      if ('expected' in entry && entry.came === undefined) break;
      this.#tell(entry);
      told += 1;
    }
    this.#waiting.splice(0, told);
  }

  #tell(entry: Entry): void {
    if ('tell' in entry) entry.tell();
    else if (entry.came !== undefined) this.#judge.seen(entry.came);
  }
}
