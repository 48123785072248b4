import { arrayOf, bool, cborMap, FeierabendError, text, uint } from '@feierabend/protocol';

import { flashMap } from '../storage/flash-map.ts';
import { LatestCell } from '../storage/latest-cell.ts';
import type { Flash } from '../ports.ts';

const framesMax = 8;
const nameCharactersMax = 48;

const StoredCrash = cborMap('CrashRecord', {
  error: text('class of the error', { max: 64 }),
  code: text('stable code of the error; empty when it has none', { max: 64 }),
  frames: arrayOf(text('', { max: 64 }), 'functions that ran, innermost first', {
    itemsMax: framesMax,
  }),
  uptimeMs: uint('milliseconds since power-up'),
  noted: bool('the journal has it'),
});

export interface CrashRecord {
  readonly error: string;
  readonly code: string;
  readonly frames: readonly string[];
}

/**
 * What is kept of an error nobody caught: names out of the source code, and nothing that was computed. The message is not
 * kept, because messages quote data.
 */
export function crashRecordOf(error: unknown): CrashRecord {
  if (!(error instanceof Error)) return { error: 'unknown', code: '', frames: [] };
  return {
    error: nameIn(error.constructor.name),
    code: error instanceof FeierabendError ? nameIn(error.code) : '',
    frames: frameNames(error.stack ?? ''),
  };
}

/** Names of functions only: paths and lines would differ from machine to machine. */
function frameNames(stack: string): string[] {
  const names = stack.split('\n').flatMap((line) => {
    const [, name] = /^ {4}at (?:async |new )?([\w$.#]+) \(/u.exec(line) ?? [];
    return name === undefined ? [] : [nameIn(name)];
  });
  return names.slice(0, framesMax);
}

function nameIn(name: string): string {
  return name.slice(0, nameCharactersMax);
}

/** The last crash, in flash. */
export class CrashCell {
  readonly #cell: LatestCell;

  constructor(flash: Flash) {
    this.#cell = new LatestCell(flash, flashMap.crash);
  }

  write(crash: CrashRecord, uptimeMs: number): void {
    this.#cell.write(
      StoredCrash.encode({ ...crash, frames: [...crash.frames], uptimeMs, noted: false }),
    );
  }

  /** The crash that ended the boot before this one; undefined when that ended otherwise, or was taken before. */
  take(): CrashRecord | undefined {
    const bytes = this.#cell.read();
    const stored = bytes === undefined ? undefined : StoredCrash.decode(bytes);
    if (stored?.ok !== true || stored.value.noted) return undefined;
    this.#cell.write(StoredCrash.encode({ ...stored.value, noted: true }));
    return stored.value;
  }
}
