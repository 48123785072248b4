import { resolve } from 'node:path';

import { DataError, LinkError } from '@feierabend/protocol';

import type { CommandContext } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ErrorReport, FlasherEvent } from '../output/event.ts';
import { runFlasher } from '../run-flasher.ts';
import type { PanelDevice } from './manifest.ts';

/** The steps of a device that are still to do. */
export interface StepsLeft {
  readonly device: PanelDevice;
  readonly stepsDone: number;
}

/** What is wrong with a command line or its files, whatever the device says. */
const ownFaults: readonly number[] = [exitCodes.usage.code, exitCodes.file.code];

/**
 * Runs every step up to its port, which stays closed, and writes nothing: an image that is missing,
 * a key that does not fit or an option that is left out is found before the first device is
 * touched.
 */
export async function tryEachStep(
  context: CommandContext,
  file: string,
  devices: readonly StepsLeft[],
): Promise<void> {
  const known = new Map<string, Trial>();
  for (const { device, stepsDone } of devices) {
    const made = new Set<string>();
    // Another line before may make what this one reads.
    let before = `${stepsDone}`;
    for (const [index, words] of device.steps.entries()) {
      const line = words.slice(0, words.lastIndexOf('--port')).join(' ');
      before += `\n${line}`;
      if (index >= stepsDone) {
        // oxlint-disable-next-line no-await-in-loop -- the first fault is told
        const trial = known.get(before) ?? (await tryStep(context, words, made));
        known.set(before, trial);
        const { error } = trial;
        if (error !== null) throw cannotBegin(`${file}: ${device.name}`, line, error);
        for (const path of trial.targets) made.add(path);
      }
      for (const word of words.slice(1)) made.add(resolve(word));
    }
  }
}

interface Trial {
  readonly error: ErrorReport | null;
  /** Files that it would write; those whose name only the device tells are not among them. */
  readonly targets: ReadonlySet<string>;
}

/** @param made Words and files of earlier steps, which need not exist yet. */
async function tryStep(
  { world, signal }: CommandContext,
  words: readonly string[],
  made: ReadonlySet<string>,
): Promise<Trial> {
  const { askSecret: _nobody, zoneData, readFile, checkTarget, ...rest } = world;
  const silent = { write: () => undefined };
  const targets = new Set<string>();
  let waits = false;
  let error: ErrorReport | null = null;
  const exitCode = await runFlasher(words, {
    ...rest,
    ...(zoneData === undefined ? {} : { zoneData }),
    stdout: silent,
    stderr: silent,
    signal,
    onEvent: (event: FlasherEvent) => {
      if (event.event === 'end') ({ error } = event);
    },
    readFile: async (path) => {
      try {
        return await readFile(path);
      } catch (fault) {
        if (made.has(resolve(path))) waits = true;
        throw fault;
      }
    },
    checkTarget: (path, replace) => {
      targets.add(resolve(path));
      return checkTarget(path, replace);
    },
    writeFile: (path) => {
      targets.add(resolve(path));
      return Promise.resolve();
    },
    openLink: () => Promise.reject(closed()),
  });
  signal.throwIfAborted();
  return { error: waits || !ownFaults.includes(exitCode) ? null : error, targets };
}

function closed(): LinkError {
  return new LinkError({
    code: 'PORT_CLOSED',
    expected: 'to open the port',
    came: 'this is only a trial',
    next: 'run the step',
  });
}

function cannotBegin(where: string, line: string, { expected, came, next, code }: ErrorReport) {
  return new DataError({
    code: 'PANEL_MANIFEST',
    expected: `${where} to have steps that can be begun`,
    came: `"${line}" expects ${expected}, but ${came} (${code})`,
    next: `${next}; no port was opened`,
  });
}
