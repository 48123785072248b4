import { LinkError, type FeierabendError } from '@feierabend/protocol';
import { Listr, type ListrTask } from 'listr2';

import type { CommandContext, Options } from '../command.ts';
import type { Json } from '../output/event.ts';
import type { Finding, ProgressFigures } from '../output/reporter.ts';
import { readManifest, type PanelDevice } from './manifest.ts';
import type { PanelRow } from './panel-row.ts';
import { PanelState, workOf } from './panel-state.ts';
import { csvReport, htmlReport, summary } from './reports.ts';
import { runDevice, type DeviceRun } from './run-device.ts';

interface PanelRun {
  readonly context: CommandContext;
  readonly state: PanelState;
  readonly rows: Map<string, PanelRow>;
  /** One line per device on a terminal, which nothing else may write to meanwhile. */
  readonly isLive: boolean;
}

/** Does the steps of a manifest with all its devices, and tells what became of each. */
export async function runPanel(
  context: CommandContext,
  file: string,
  options: Options,
): Promise<Finding> {
  const { world } = context;
  const devices = readManifest(new TextDecoder().decode(await world.readFile(file)), file);
  const stateFile = (options['state'] as string | undefined) ?? `${file}.state.json`;
  context.leaves(`${stateFile} says what is done; run the same command again to go on`);
  const run: PanelRun = {
    context,
    state: await PanelState.open(world, stateFile, options['again'] === true),
    rows: new Map(),
    isLive: world.stdout.isTTY === true && options['json'] !== true,
  };
  await new Listr(
    devices.map((device) => deviceTask(run, device)),
    {
      concurrent: options['jobs'] as number,
      exitOnError: false,
      registerSignalListeners: false,
      renderer: run.isLive ? 'default' : 'silent',
      rendererOptions: { showErrorMessage: false },
    },
  ).run();
  const rows = devices.flatMap(({ name }) => run.rows.get(name) ?? []);
  await writeReports(context, rows, file, options);
  context.signal.throwIfAborted();
  if (rows.some(({ outcome }) => outcome !== 'ok')) throw panelFailed(rows, stateFile);
  return { text: [`${summary(rows)}.`], result: { devices: rows.map(asJson) } };
}

function deviceTask(run: PanelRun, device: PanelDevice): ListrTask {
  return {
    title: device.name,
    task: async (_context, task) => {
      const show = (text: string) => {
        task.title = `${device.name}  ${text}`;
      };
      const { context, rows } = run;
      const body = async (progress: (figures: ProgressFigures) => void): Promise<PanelRow> => {
        const row = await work(run, device, { show, progress });
        rows.set(device.name, row);
        show(row.sentence);
        if (row.outcome === 'failed') throw deviceFailed(row);
        return row;
      };
      await (run.isLive
        ? body(() => undefined)
        : context.step(device.name, `${device.name} at ${device.port}`, body, (row) => ({
            outcome: row.doneBefore ? 'skipped' : 'ok',
            text: [`${device.name}  ${row.doneBefore ? 'done before: ' : ''}${row.sentence}`],
            result: asJson(row),
          })));
    },
  };
}

async function work(
  { context, state }: PanelRun,
  device: PanelDevice,
  to: {
    readonly show: (text: string) => void;
    readonly progress: (figures: ProgressFigures) => void;
  },
): Promise<PanelRow> {
  const digest = await workOf(context.world, device);
  const before = state.find(device, digest);
  if (before?.outcome === 'ok') return { ...before, doneBefore: true };
  const deviceRun: DeviceRun = {
    context,
    device,
    stepsDone: before?.stepsDone ?? 0,
    onTitle: to.show,
    onProgress: ({ event: _event, task: _task, atMs: _atMs, ...figures }) => {
      const { doneBytes, totalBytes } = figures;
      to.show(`${Math.floor((100 * doneBytes) / Math.max(1, totalBytes))} %`);
      to.progress(figures);
    },
    keep: (row) => state.keep(digest, row),
  };
  return runDevice(deviceRun);
}

async function writeReports(
  { world }: CommandContext,
  rows: readonly PanelRow[],
  manifest: string,
  options: Options,
): Promise<void> {
  const write = async (option: string, text: string) => {
    const file = options[option];
    if (typeof file !== 'string') return;
    const bytes = new TextEncoder().encode(text);
    await world.writeFile(file, bytes, { secret: false, replace: true });
  };
  await write('csv', csvReport(rows));
  await write('html', htmlReport(rows, `Panel ${manifest}`));
}

/** The fault of the step, under the name of the device. */
function deviceFailed({ name, sentence, error }: PanelRow): FeierabendError {
  return new LinkError({
    code: error?.code ?? 'PANEL_STEP',
    expected: `${name}: ${error?.expected ?? 'a step to be a command of the flasher'}`,
    came: error?.came ?? sentence,
    next: error?.next ?? 'correct the manifest',
  });
}

function panelFailed(rows: readonly PanelRow[], stateFile: string): LinkError {
  const bad = rows.filter(({ outcome }) => outcome !== 'ok');
  return new LinkError({
    code: 'PANEL_FAILED',
    expected: `all ${rows.length} devices to be done`,
    came: `${summary(rows)}: ${bad.map(({ name, sentence }) => `${name} (${sentence})`).join(', ')}`,
    next: `remove the reasons and run the same command again; ${stateFile} says what is done`,
  });
}

function asJson(row: PanelRow): Json {
  return { ...row, error: row.error === null ? null : { ...row.error } };
}
