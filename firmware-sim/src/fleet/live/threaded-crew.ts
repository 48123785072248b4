import type { AccountData } from '../result/fleet-account.ts';
import { endedWithin } from './ended-within.ts';
import type { Arrival, Crew, CrewGlance, CrewParts } from './live-crew.ts';
import type { Pace } from './pace-clock.ts';
import { Thread } from './thread.ts';

/** A thread that is busy with something else does not answer. */
const stopDeadlineMs = 10_000;

/** A crew in a thread of its own. */
export class ThreadedCrew implements Crew {
  readonly #thread: Thread;
  /** Messages go over in batches: once in each turn of the event loop. */
  #arrived: Arrival[] = [];

  private constructor(thread: Thread) {
    this.#thread = thread;
  }

  static async start({ request, ...parts }: CrewParts): Promise<ThreadedCrew> {
    const heard = request as (...args: readonly unknown[]) => void;
    return new ThreadedCrew(await Thread.start('live/crew-thread', parts, heard));
  }

  async muster(): Promise<void> {
    await this.#thread.ask('muster');
  }

  async advance(untilMs: number, pace: Pace): Promise<void> {
    await this.#thread.ask('advance', untilMs, pace);
  }

  async settled(): Promise<void> {
    await this.#thread.ask('settled');
  }

  arrived(messages: readonly Arrival[]): void {
    if (this.#arrived.length === 0) setImmediate(() => this.#flush());
    this.#arrived.push(...messages);
  }

  will(...will: Parameters<Crew['will']>): void {
    this.#thread.tell('will', ...will);
  }

  async glance(): Promise<CrewGlance> {
    return (await this.#thread.ask('glance')) as CrewGlance;
  }

  halt(): void {
    this.#thread.tell('halt');
  }

  async finish(): Promise<AccountData> {
    this.#flush();
    return (await this.#thread.ask('finish')) as AccountData;
  }

  /** Its devices say goodbye; then it ends, whether they could or not. */
  async stop(): Promise<void> {
    await endedWithin(stopDeadlineMs, [this.#thread.ask('stop')]);
    await this.#thread.end();
  }

  #flush(): void {
    if (this.#arrived.length > 0) this.#thread.tell('arrived', this.#arrived);
    this.#arrived = [];
  }
}
