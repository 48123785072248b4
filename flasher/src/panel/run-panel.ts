import { LinkError, type FeierabendError } from '@feierabend/protocol';
import { Listr, type ListrTask } from 'listr2';

import type { CommandContext, Options } from '../command.ts';
import { toFeierabendError } from '../output/error-report.ts';
import type { Json, ProgressEvent } from '../output/event.ts';
import { progressLine } from '../output/progress-bar.ts';
import type { Finding, ProgressFigures } from '../output/reporter.ts';
import { requireCommands } from './check-steps.ts';
import { readManifest, type PanelDevice } from './manifest.ts';
import { requireOutputs } from './panel-outputs.ts';
import type { PanelRow } from './panel-row.ts';
import { PanelState, workOf } from './panel-state.ts';
import { csvReport, htmlReport, summary } from './reports.ts';
import { runDevice, type DeviceRun } from './run-device.ts';
import { tryEachStep, type StepsLeft } from './try-steps.ts';

const columnsDefault = 80;
/** What listr2 sets before a line, and the gap behind the name. */
const markColumns = 6;

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
  requireCommands(devices, file);
  const stateFile = (options['state'] as string | undefined) ?? `${file}.state.json`;
  const [csv, html] = [options['csv'], options['html']] as (string | undefined)[];
  await requireOutputs(world, { manifest: file, state: stateFile, csv, html }, devices);
  const left = `${stateFile} says what is done; run the same command again to go on`;
  context.leaves(left);
  const isJson = options['json'] === true;
  const run: PanelRun = {
    context,
    state: await PanelState.open(world, stateFile, options['again'] === true),
    rows: new Map(),
    // A terminal that nobody has measured has no lines to draw on: each word would get one of its own.
    isLive: world.stdout.isTTY === true && (world.stdout.columns ?? 0) > 0 && !isJson,
  };
  await tryEachStep(context, file, await stepsLeft(run, devices));
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
  const rows = await Promise.all(
    devices.map(async (device) => run.rows.get(device.name) ?? notBegun(run, device)),
  );
  const unwritten = await writeReports(context, rows, file, options);
  const result = { devices: rows.map(asJson) };
  context.found(result);
  context.leaves([left, ...unwritten].join('; '));
  context.signal.throwIfAborted();
  if (rows.some(({ outcome }) => outcome !== 'ok') || unwritten.length > 0) {
    throw panelFailed(rows, unwritten, stateFile);
  }
  return { text: [`${summary(rows)}.`], result };
}

/** What no earlier run has done. */
async function stepsLeft(
  { context, state }: PanelRun,
  devices: readonly PanelDevice[],
): Promise<readonly StepsLeft[]> {
  const before = await Promise.all(
    devices.map(async (device) => state.find(device, await workOf(context.world, device))),
  );
  return devices.flatMap((device, index) => {
    const row = before[index];
    return row?.outcome === 'ok' ? [] : [{ device, stepsDone: row?.stepsDone ?? 0 }];
  });
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
        context.signal.throwIfAborted();
        const row = await work(run, device, { show, progress });
        rows.set(device.name, row);
        show(row.sentence);
        if (row.outcome !== 'ok') throw deviceFailed(row);
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

/** Rate, time left and share of the line, on the one line that a device has. */
function liveLine({ world }: CommandContext, { name }: PanelDevice, event: ProgressEvent): string {
  const columns = (world.stdout.columns ?? columnsDefault) - name.length - markColumns;
  return progressLine(event, columns).trim();
}

async function work(
  { context, state, isLive }: PanelRun,
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
    onProgress: (event) => {
      const { event: _event, task: _task, atMs: _atMs, ...figures } = event;
      if (isLive && figures.text === undefined) to.show(liveLine(context, device, event));
      to.progress(figures);
    },
    keep: (row) => state.keep(digest, row),
  };
  return runDevice(deviceRun);
}

/** What is known of a device that this run was kept from. */
async function notBegun({ context, state }: PanelRun, device: PanelDevice): Promise<PanelRow> {
  const before = state.find(device, await workOf(context.world, device));
  if (before?.outcome === 'ok') return { ...before, doneBefore: true };
  return {
    name: device.name,
    port: device.port,
    outcome: 'not-begun',
    stepsDone: before?.stepsDone ?? 0,
    steps: device.steps.length,
    durationS: 0,
    sentence: 'not begun',
    error: null,
    doneBefore: false,
  };
}

/** @returns What could not be written, in words: what became of the devices has to be told all the same. */
async function writeReports(
  { world }: CommandContext,
  rows: readonly PanelRow[],
  manifest: string,
  options: Options,
): Promise<readonly string[]> {
  const write = async (option: string, text: string): Promise<readonly string[]> => {
    const file = options[option];
    if (typeof file !== 'string') return [];
    const bytes = new TextEncoder().encode(text);
    try {
      await world.writeFile(file, bytes, { secret: false, replace: true });
      return [];
    } catch (error) {
      return [`the report ${file} is not written: ${toFeierabendError(error).came}`];
    }
  };
  return [
    ...(await write('csv', csvReport(rows))),
    ...(await write('html', htmlReport(rows, `Panel ${manifest}`))),
  ];
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

function panelFailed(
  rows: readonly PanelRow[],
  unwritten: readonly string[],
  stateFile: string,
): LinkError {
  const bad = rows.filter(({ outcome }) => outcome !== 'ok');
  const names = bad.map(({ name, sentence }) => `${name} (${sentence})`).join(', ');
  return new LinkError({
    code: bad.length > 0 ? 'PANEL_FAILED' : 'PANEL_REPORT',
    expected: `all ${rows.length} devices to be done${unwritten.length > 0 ? ' and told' : ''}`,
    came: [`${summary(rows)}${names === '' ? '' : `: ${names}`}`, ...unwritten].join('; '),
    next: `remove the reasons and run the same command again; ${stateFile} says what is done`,
  });
}

function asJson(row: PanelRow): Json {
  return { ...row, error: row.error === null ? null : { ...row.error } };
}
