import type { CommandContext } from '../command.ts';
import { errorReport, toFeierabendError } from '../output/error-report.ts';
import type { ErrorReport, FlasherEvent, ProgressEvent } from '../output/event.ts';
import { runFlasher } from '../run-flasher.ts';
import type { PanelDevice } from './manifest.ts';
import type { PanelRow } from './panel-row.ts';

export interface DeviceRun {
  readonly context: CommandContext;
  readonly device: PanelDevice;
  /** Steps that an earlier run has done. */
  readonly stepsDone: number;
  readonly onProgress: (event: ProgressEvent) => void;
  /** What happens now, for people. */
  readonly onTitle: (title: string) => void;
  /** Called after each step. */
  readonly keep: (row: PanelRow) => Promise<void>;
}

/** Runs the steps of one device, one after the other, until one fails. */
export async function runDevice(run: DeviceRun): Promise<PanelRow> {
  const { context, device } = run;
  const { clock, signal } = context;
  const startedMs = clock.now();
  const row = (changes: Partial<PanelRow>): PanelRow => ({
    name: device.name,
    port: device.port,
    outcome: 'interrupted',
    stepsDone: run.stepsDone,
    steps: device.steps.length,
    durationS: Number(((clock.now() - startedMs) / 1000).toFixed(1)),
    sentence: '',
    error: null,
    doneBefore: false,
    ...changes,
  });
  let last = row({});
  for (const [index, words] of device.steps.entries()) {
    if (index < run.stepsDone) continue;
    if (signal.aborted) return last;
    // oxlint-disable-next-line no-await-in-loop -- the steps of a device follow each other
    const ended = await runStep(run, words);
    if (ended.exitCode === 0) {
      const isLast = index + 1 === device.steps.length;
      const { sentence } = ended;
      last = row({ stepsDone: index + 1, sentence, outcome: isLast ? 'ok' : 'interrupted' });
    } else {
      const outcome = signal.aborted ? 'interrupted' : 'failed';
      const { sentence, error } = ended;
      last = row({ stepsDone: index, sentence, outcome, error });
    }
    // oxlint-disable-next-line no-await-in-loop -- a step counts when it is on disk
    const fault = await keepFault(run, last);
    if (fault !== null) return row({ ...last, outcome: 'failed', ...fault });
    if (ended.exitCode !== 0) return last;
  }
  return last;
}

/** A step that is not on disk would be done again: the device ends here. */
async function keepFault(
  run: DeviceRun,
  row: PanelRow,
): Promise<Pick<PanelRow, 'sentence' | 'error'> | null> {
  try {
    await run.keep(row);
    return null;
  } catch (thrown) {
    const error = errorReport(toFeierabendError(thrown));
    return { sentence: `${error.expected}: ${error.came} [${error.code}]`, error };
  }
}

interface EndedStep {
  readonly exitCode: number;
  readonly sentence: string;
  readonly error: ErrorReport | null;
}

async function runStep(run: DeviceRun, words: readonly string[]): Promise<EndedStep> {
  const { world } = run.context;
  const err: string[] = [];
  let [sentence, error]: [string, ErrorReport | null] = ['', null];
  const onEvent = (event: FlasherEvent) => {
    if (event.event === 'begin') run.onTitle(`${words[0] ?? ''}: ${event.title}`);
    else if (event.event === 'progress') run.onProgress(event);
    else {
      sentence = event.text.at(-1) ?? sentence;
      ({ error } = event);
    }
  };
  const { askSecret: _nobody, zoneData, ...rest } = world;
  const exitCode = await runFlasher(words, {
    ...rest,
    ...(zoneData === undefined ? {} : { zoneData }),
    stdout: { write: () => undefined },
    stderr: { write: (text) => err.push(text) },
    colour: false,
    onEvent,
  });
  const told = error as ErrorReport | null;
  if (exitCode === 0) return { exitCode, sentence, error: null };
  const said = err
    .join('')
    .trim()
    .replace(/^flasher: /u, '');
  return { exitCode, sentence: told === null ? said : `${told.came} [${told.code}]`, error: told };
}
