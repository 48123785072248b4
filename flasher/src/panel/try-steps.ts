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
  const known = new Map<string, ErrorReport | null>();
  for (const { device, stepsDone } of devices) {
    for (const [index, words] of device.steps.entries()) {
      if (index < stepsDone) continue;
      const line = words.slice(0, words.lastIndexOf('--port')).join(' ');
      const made = device.steps.slice(0, index).flatMap((step) => step.slice(1));
      // oxlint-disable-next-line no-await-in-loop -- the first fault is told
      const error = known.get(line) ?? (await faultOf(context, words, new Set(made)));
      known.set(line, error);
      if (error !== null) throw cannotBegin(`${file}: ${device.name}`, line, error);
    }
  }
}

/** @param made Words of earlier steps, which may be files that do not exist yet. */
async function faultOf(
  { world, signal }: CommandContext,
  words: readonly string[],
  made: ReadonlySet<string>,
): Promise<ErrorReport | null> {
  const { askSecret: _nobody, zoneData, readFile, ...rest } = world;
  const silent = { write: () => undefined };
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
        if (made.has(path)) waits = true;
        throw fault;
      }
    },
    writeFile: () => Promise.resolve(),
    openLink: () => Promise.reject(closed()),
  });
  signal.throwIfAborted();
  return waits || !ownFaults.includes(exitCode) ? null : error;
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
