import { isAlive } from '@feierabend/firmware-sim/reaper/process-identity';
import { z } from 'zod';

import {
  faultRecord,
  phaseRecord,
  testRecord,
  type Fault,
  type PhaseRecord,
  type TestRecord,
} from '../../record/run-record.ts';

/** In the folder of a run as long as it goes on; it stays there when the run is killed. One line per thing that happened. */
export const unfinishedName = 'unfinished.jsonl';

const at = z.iso.datetime();
const begun = z.strictObject({
  event: z.literal('run'),
  schema: z.literal('feierabend/hil-unfinished/1'),
  at,
  bench: z.string(),
  command: z.string(),
  /** Absent where the system does not tell processes apart. */
  writer: z.strictObject({ pid: z.number().int(), started: z.string() }).optional(),
});
const unfinishedLine = z.discriminatedUnion('event', [
  begun,
  z.strictObject({ event: z.literal('collected'), at, tests: z.number().int() }),
  z.strictObject({ event: z.literal('begin'), at, test: z.string() }),
  z.strictObject({ event: z.literal('phase'), at, test: z.string(), phase: phaseRecord }),
  z.strictObject({ event: z.literal('test'), at, test: testRecord }),
  z.strictObject({ event: z.literal('fault'), at, fault: faultRecord }),
  z.strictObject({ event: z.literal('left-out'), at, of: z.string() }),
]);
export type UnfinishedLine = z.infer<typeof unfinishedLine>;

/** What a run had that did not come to its end. */
export interface UnfinishedRun {
  readonly begun: z.infer<typeof begun>;
  /** How many it has; unknown before the suites are read. */
  readonly collected: number | undefined;
  readonly tests: readonly TestRecord[];
  readonly faults: readonly Fault[];
  /** The test that it was in, and what of it had ended. */
  readonly within: { readonly test: string; readonly phases: readonly PhaseRecord[] } | undefined;
  /** Lines that hold nothing that can be read, such as the one that was being written. */
  readonly unread: number;
}

type Collecting = { -readonly [Key in keyof UnfinishedRun]: UnfinishedRun[Key] };

/** Every run of the file, oldest first: each began where the one before was cut off. */
export function readUnfinished(bytes: Uint8Array): readonly UnfinishedRun[] {
  const runs: Collecting[] = [];
  for (const text of new TextDecoder().decode(bytes).split('\n').filter(Boolean)) {
    const line = lineOf(text);
    if (line?.event === 'run') {
      const nothing = { tests: [], faults: [], within: undefined, collected: undefined, unread: 0 };
      runs.push({ begun: line, ...nothing });
      continue;
    }
    const run = runs.at(-1);
    if (run !== undefined) take(run, line);
  }
  return runs;
}

/** Undefined for what is no line of such a file. */
function lineOf(text: string): UnfinishedLine | undefined {
  try {
    return unfinishedLine.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function take(run: Collecting, line: UnfinishedLine | undefined): void {
  switch (line?.event) {
    case 'collected':
      run.collected = line.tests;
      return;
    case 'begin':
      enter(run, line.test, []);
      return;
    case 'phase':
      enter(run, line.test, [line.phase]);
      return;
    case 'test':
      run.tests = [...run.tests, line.test];
      run.within = undefined;
      return;
    case 'fault':
      run.faults = [...run.faults, line.fault];
      return;
    default:
      run.unread += 1;
  }
}

/** What is heard of a test in two ways may be heard in any order. */
function enter(run: Collecting, test: string, more: readonly PhaseRecord[]): void {
  if (run.tests.some(({ suite, name }) => labelOf(suite, name) === test)) return;
  const phases = run.within?.test === test ? run.within.phases : [];
  run.within = { test, phases: [...phases, ...more] };
}

/** A test in these lines. */
export function labelOf(suite: string, name: string): string {
  return `${suite}: ${name}`;
}

/** Whether the process that writes it is still there. */
export function isGoingOn({ begun: { writer } }: UnfinishedRun): boolean {
  return writer !== undefined && isAlive(writer);
}
