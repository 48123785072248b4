import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

import type { FedPosition } from '@feierabend/firmware-sim/leak/needles';

import type { HoldsPlace } from '../scrub.ts';
import { maskPlaces } from '../mask-places.ts';
import { placeSearch } from '../place-gate.ts';
import { unfinishedName, type UnfinishedLine } from './unfinished-run.ts';

type Unstamped<Line> = Line extends unknown ? Omit<Line, 'at'> : never;

export interface UnfinishedLogOptions {
  readonly folder: string;
  readonly now: () => number;
  readonly keepPlaces: boolean;
  /** What went into receivers since it was asked last. */
  readonly newlyFed: () => readonly FedPosition[];
  /** The file cannot be written, such as on a full disk: told once, and the run goes on. */
  readonly onLost: (cause: unknown) => void;
}

/**
 * Writes down what a run has as it gets it, so that one that is killed leaves that. The evidence takes its place in the end.
 * Lines are masked and searched like every other file of a run (docs/hil/evidence.md); what is attached is not in them.
 */
export class UnfinishedLog {
  readonly #options: UnfinishedLogOptions;
  /** For what was fed since a test began: a test knows no place but its own. */
  #searches: HoldsPlace[] = [];
  #isLost = false;

  constructor(options: UnfinishedLogOptions) {
    this.#options = options;
  }

  write(line: Unstamped<UnfinishedLine>): void {
    if (this.#isLost) return;
    const { folder, now, onLost } = this.#options;
    const at = new Date(now()).toISOString();
    if (line.event === 'begin') this.#searches = [];
    // The run before may have been cut off within a line.
    const begin = line.event === 'run' ? '\n' : '';
    try {
      appendFileSync(join(folder, unfinishedName), `${begin}${this.#text({ ...line, at })}\n`);
    } catch (error) {
      this.#isLost = true;
      onLost(error);
    }
  }

  #text(line: UnfinishedLine): string {
    const { keepPlaces, newlyFed } = this.#options;
    const bare = (key: string, value: unknown): unknown => {
      if (key === 'attachments') return [];
      if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
      return typeof value === 'string' && !keepPlaces ? maskPlaces(value) : value;
    };
    const text = JSON.stringify(line, bare);
    if (keepPlaces) return text;
    const fed = newlyFed();
    if (fed.length > 0) this.#searches.push(placeSearch(fed));
    const bytes = new TextEncoder().encode(text);
    if (!this.#searches.some((holdsPlace) => holdsPlace(bytes))) return text;
    return JSON.stringify({ event: 'left-out', at: line.at, of: line.event });
  }
}
