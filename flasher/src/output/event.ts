/**
 * Version of the event lines; a reader refuses a number it does not know. Fields may be added
 * without a new number.
 */
export const eventFormat = 1;

/** Anything JSON can say. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

interface EventBase {
  /** `flash` for the command itself, `flash/upload` for one of its steps. */
  readonly task: string;
  /** Milliseconds since the command began. */
  readonly atMs: number;
}

/** Exactly one per task, first. */
export interface BeginEvent extends EventBase {
  readonly event: 'begin';
  readonly format: typeof eventFormat;
  /** What is about to happen, for people. */
  readonly title: string;
}

/** Any number per task, between its begin and its end. */
export interface ProgressEvent extends EventBase {
  readonly event: 'progress';
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Payload per second over the last few seconds; null until it can be told. */
  readonly bytesPerS: number | null;
  readonly leftS: number | null;
  /**
   * Payload rate as a share of what the line carries with console framing and pipelining; null
   * until it can be told.
   */
  readonly linkPercent: number | null;
  /** What was just seen, for people; such lines stay on the screen. */
  readonly text?: readonly string[];
  /** The same for machines. */
  readonly seen?: Json;
}

export type Outcome = 'ok' | 'skipped' | 'failed';

export interface ErrorReport {
  readonly code: string;
  readonly exitCode: number;
  readonly expected: string;
  readonly came: string;
  readonly next: string;
  /** What the end of the line has left behind, and how to go on. */
  readonly left?: string;
  /** Every problem of a file, one line each. */
  readonly problems?: readonly string[];
}

/** Exactly one per task, last. The command's own is the last line of a run. */
export interface EndEvent extends EventBase {
  readonly event: 'end';
  readonly outcome: Outcome;
  /** What was found or done, for people; one entry per line. */
  readonly text: readonly string[];
  /** The same for machines; its shape belongs to the task. */
  readonly result: Json;
  readonly error: ErrorReport | null;
}

export type FlasherEvent = BeginEvent | ProgressEvent | EndEvent;
