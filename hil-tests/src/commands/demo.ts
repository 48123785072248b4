import { join } from 'node:path';

import type { SeededDefect } from '@feierabend/firmware-sim';
import type { Command } from 'commander';

import { loadBench, requireVirtual } from '../bench/bench-file.ts';
import { Cleanup } from '../bench/cleanup.ts';
import { demoTimeZone } from '../demo/demo-policy.ts';
import { driveDay, type DrivenDay } from '../demo/drive-day.ts';
import { evaluateDay } from '../demo/evaluate.ts';
import { gnssSource } from '../demo/gnss-source.ts';
import { exitCodes } from '../exit-codes.ts';
import type { HilIo } from '../io.ts';
import { RunRegistry } from '@feierabend/firmware-sim/reaper/run-registry';
import { accountText } from '../report/account.ts';
import { openOutFolder } from '@feierabend/firmware-sim/page/out-folder';
import { renderReport } from '../report/report-page.ts';
import type { RunHost } from '../report/run-summary.ts';
import { writeSummary } from '../report/summary-file.ts';
import { writeWhole } from '@feierabend/firmware-sim/page/whole-file';
import { DayProgress } from './day-progress.ts';
import { defect, seed, shippedBench } from './option-values.ts';

interface DemoOptions {
  readonly bench?: string;
  readonly seed: number;
  readonly out: string;
  readonly nmea?: string;
  readonly shiftTo?: string;
  readonly defect: readonly SeededDefect[];
}

/** `hil demo`: one tracker, flashed, given a policy, driven through a day, and searched for leaks. */
export function declareDemo(program: Command, io: HilIo, ended: (exitCode: number) => void): void {
  program
    .command('demo')
    .description('flash one virtual tracker, give it a policy, drive a day, prove what left it')
    .option('--nmea <file>', 'replay this NMEA 0183 log instead of a generated day')
    .option(
      '--shift-to <time>',
      'move the log: its first fix is then, such as 2026-11-23T11:45+01:00',
    )
    .option('--seed <number>', 'seed of the day and of all keys', seed, 1)
    .option('--bench <file>', 'bench file; the virtual bench when left out')
    .option('--defect <name>', 'flash a release with this defect; may be given again', defect, [])
    .option('--out <folder>', 'where the results go', join('out', 'demo'))
    .addHelpText(
      'after',
      '\nExample:\n  hil demo --nmea drive.nmea --shift-to 2026-11-23T11:45+01:00',
    )
    .action(async (options: DemoOptions) => ended(await demo(options, io)));
}

/** What a run leaves in its folder. */
const resultFiles = ['summary.json', 'report.html', 'policy.yaml', 'firmware-1.1.0.img'];

async function demo(options: DemoOptions, io: HilIo): Promise<number> {
  const startedMs = io.now();
  const bench = requireVirtual(await loadBench(options.bench ?? shippedBench()), 'hil demo');
  const gnss = await gnssSource({ ...options, timeZone: demoTimeZone });
  await openOutFolder(options.out, resultFiles);
  const progress = new DayProgress(io.stderr);
  const { pid, execPath } = io.host;
  const cleanup = new Cleanup(pid === undefined ? undefined : RunRegistry.open({ pid, execPath }));
  try {
    const day = await driveDay({
      bench,
      gnss,
      io,
      cleanup,
      seed: options.seed,
      defects: options.defect,
      outFolder: options.out,
      onProgress: (share) => progress.show(share),
    });
    const host = hostFacts(day, {
      baudRate: bench.target.baud,
      startedMs,
      endedMs: io.now(),
      nodeVersion: io.host.nodeVersion,
    });
    const { failures, ...report } = evaluateDay(day, options.seed, host);
    await writeSummary(join(options.out, 'summary.json'), report.summary);
    await writeWhole(join(options.out, 'report.html'), renderReport(report));
    const { columns = 80, isTTY = false } = io.stdout;
    io.stdout.write(`\n${accountText(report.summary, report.ribbon, { columns, color: isTTY })}`);
    io.stdout.write(`\nWritten to ${options.out}: summary.json, report.html, policy.yaml\n`);
    for (const failure of failures) io.stderr.write(`CHECK FAILED: ${failure}\n`);
    return failures.length === 0 ? exitCodes.ok : exitCodes.failedChecks;
  } finally {
    await cleanup.run();
  }
}

function hostFacts(
  { flash }: DrivenDay,
  run: { baudRate: number; startedMs: number; endedMs: number; nodeVersion: string },
): RunHost {
  const upload = flash.result['upload'] as { bytesPerS: number; linkPercent: number } | null;
  return {
    startedAt: new Date(run.startedMs).toISOString(),
    durationMs: run.endedMs - run.startedMs,
    baudRate: run.baudRate,
    flashBytesPerS: upload?.bytesPerS ?? 0,
    flashLineShare: (upload?.linkPercent ?? 0) / 100,
    node: run.nodeVersion,
  };
}
