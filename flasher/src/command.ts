import type { Command } from 'commander';

import type { FlasherIo } from './io.ts';
import type { Json } from './output/event.ts';
import type { Finding, ProgressFigures } from './output/reporter.ts';
import type { FlasherClock } from './serial/clock.ts';

/** The outside world with nothing left out. */
export type World = Required<Omit<FlasherIo, 'onEvent' | 'zoneData' | 'askSecret'>> & {
  readonly zoneData: string | undefined;
  readonly askSecret: FlasherIo['askSecret'] | undefined;
};

/** What a command gets to work with. */
export interface CommandContext {
  readonly world: World;
  readonly clock: FlasherClock;
  readonly signal: AbortSignal;
  /** Runs one named step between its begin and end events. */
  step<T>(
    name: string,
    title: string,
    body: (progress: (figures: ProgressFigures) => void) => Promise<T>,
    finding?: (value: T) => Finding,
  ): Promise<T>;
  /** What is known already, for machines, when the command fails from here on. */
  found(result: Json): void;
  /** Says what an interruption from now on leaves behind, and how to go on. */
  leaves(state: string): void;
}

/** Options as commander read them; a command knows its own. */
export type Options = Readonly<Record<string, unknown>>;

export interface CommandFile {
  /** The words that name it: `['policy', 'plan']`. */
  readonly path: readonly string[];
  /** For the begin event and the help. */
  readonly summary: string;
  readonly example: string;
  /** For programs, not for people: the help does not list it. */
  readonly isHidden?: boolean;
  /** It does nothing but tell, without an end: it ends when nobody can hear it. */
  readonly endsWithOutput?: boolean;
  /** Adds arguments and options; everything heavy stays behind an import in `run`. */
  declare(command: Command): void;
  run(context: CommandContext, args: readonly string[], options: Options): Promise<Finding>;
}
