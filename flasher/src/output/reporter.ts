import type { FlasherClock } from '../serial/clock.ts';
import {
  eventFormat,
  type ErrorReport,
  type FlasherEvent,
  type Json,
  type Outcome,
  type ProgressEvent,
} from './event.ts';

export interface Finding {
  readonly text?: readonly string[];
  readonly result?: Json;
  readonly outcome?: Outcome;
}

export type ProgressFigures = Omit<ProgressEvent, 'event' | 'task' | 'atMs'>;

/** A line of 921600 baud brings a hundred acknowledgements a second: too many for an eye, and for a log. */
const progressEveryMs = 80;
/** Of all bytes: whoever waits for the middle of a quick upload hears of it. */
const progressEveryShare = 0.05;

/**
 * Turns what a command does into events, and keeps their order: begin, progress, end; steps inside
 * their command.
 */
export class Reporter {
  private readonly clock: FlasherClock;
  private readonly startedMs: number;
  private readonly listeners: readonly ((event: FlasherEvent) => void)[];
  private readonly errorReport: (error: unknown) => ErrorReport;
  private readonly foundBefore: (task: string) => Json;

  constructor(options: {
    readonly clock: FlasherClock;
    readonly listeners: readonly ((event: FlasherEvent) => void)[];
    readonly errorReport: (error: unknown) => ErrorReport;
    /** What there is to tell machines of a task that failed. */
    readonly foundBefore: (task: string) => Json;
  }) {
    this.clock = options.clock;
    this.startedMs = options.clock.now();
    this.listeners = options.listeners;
    this.errorReport = options.errorReport;
    this.foundBefore = options.foundBefore;
  }

  /**
   * Runs one task between its begin and its end. An error becomes the end's `error` and goes on its
   * way.
   *
   * @param finding Reads text and result out of what the task returned.
   */
  async task<T>(
    task: string,
    title: string,
    body: (progress: (figures: ProgressFigures) => void) => Promise<T>,
    finding: (value: T) => Finding = () => ({}),
  ): Promise<T> {
    this.emit({ event: 'begin', task, atMs: this.atMs(), format: eventFormat, title });
    let value: T;
    let found: Finding;
    try {
      let [lastMs, lastBytes] = [-progressEveryMs, 0];
      value = await body((figures) => {
        const atMs = this.atMs();
        const { doneBytes, totalBytes, text } = figures;
        const isNews = text !== undefined || doneBytes >= totalBytes;
        const isStep = doneBytes - lastBytes >= totalBytes * progressEveryShare;
        if (!isNews && !isStep && atMs - lastMs < progressEveryMs) return;
        [lastMs, lastBytes] = [atMs, doneBytes];
        this.emit({ event: 'progress', task, atMs, ...figures });
      });
      found = finding(value);
    } catch (error) {
      this.emit({
        event: 'end',
        task,
        atMs: this.atMs(),
        outcome: 'failed',
        text: [],
        result: this.foundBefore(task),
        error: this.errorReport(error),
      });
      throw error;
    }
    this.emit({
      event: 'end',
      task,
      atMs: this.atMs(),
      outcome: found.outcome ?? 'ok',
      text: found.text ?? [],
      result: found.result ?? null,
      error: null,
    });
    return value;
  }

  private atMs(): number {
    return Math.round(this.clock.now() - this.startedMs);
  }

  private emit(event: FlasherEvent): void {
    for (const listener of this.listeners) listener(event);
  }
}
