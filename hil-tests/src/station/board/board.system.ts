import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { realClock } from '@feierabend/flasher';
import { SeededRandom } from '@feierabend/firmware-sim';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { TrackerProgram } from '../../bench/tracker-program.ts';
import { boardId, makeTenantKit, writeBlankFile } from '../../demo/tenant-kit.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { FlasherRuns } from '../flasher-runs.ts';

/** A tracker in real time behind a socket, as a bench sees a board: nothing of it is in the hands of the bench. */
const hil = fileURLToPath(new URL('../../../bin/hil.js', import.meta.url));
const runMs = 400_000;
let folder = '';
let tracker: TrackerProgram | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'board-'));
  const keys = join(folder, 'signing');
  const random = new SeededRandom(5);
  const steps = new FlasherRuns(random, realClock);
  const kit = await makeTenantKit({
    secretFolder: keys,
    outFolder: folder,
    steps,
    random,
    defects: [],
  });
  const config = join(folder, 'device.json');
  await writeBlankFile({ secretFolder: keys }, kit, config);
  const ports = ['--serial', join(folder, 's'), '--gnss', join(folder, 'g')];
  const args = ['--config', config, ...ports, '--seed', '77'];
  tracker = await TrackerProgram.start({ execPath: process.execPath, args, deadlineMs: 30_000 });
});
afterAll(async () => {
  await tracker?.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Night {
  readonly name: string;
  readonly keys: string;
  readonly suites: readonly string[];
  /** The bench plays the receiver. */
  readonly feeds?: boolean;
}

async function run({ name, keys, suites, feeds = false }: Night) {
  const bench = join(folder, `${name}.yaml`);
  await writeFile(
    bench,
    [
      'feierabend-bench: 1',
      `name: ${name}`,
      `target: { kind: socket, address: ${join(folder, 's')} }`,
      `capabilities: [smp, tracker, modem${feeds ? ', gnss-input' : ''}]`,
      // An adapter for a real receiver's line is a socket here.
      feeds ? `gnss: { kind: serial, port: ${join(folder, 'g')} }` : 'gnss: none',
      'power: manual',
      'broker: embedded',
      `firmware: { key: ${join(folder, 'signing', 'image-signing.pem')}, board: ${boardId} }`,
      `keys: ${join(folder, keys)}`,
      'timeouts: { startS: 90, answerS: 20 }',
      '',
    ].join('\n'),
  );
  const out = join(folder, `out-${name}`);
  const args = [hil, 'run', '--bench', bench, '--suite', ...suites, '--out', out];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: 'ignore', timeout: runMs });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  const record = JSON.parse(await readFile(join(out, 'run.json'), 'utf8')) as RunRecord;
  return { exitCode, record };
}

test('a blank board is made one of the bench, and what it can be asked for passes', async () => {
  const suites = ['identify', 'flash', 'policy', 'journal', 'security'];
  const { exitCode, record } = await run({ name: 'own', keys: 'keys', suites });
  const bad = record.tests.filter(({ outcome }) => outcome !== 'PASS' && outcome !== 'SKIP');
  expect(bad.map(({ id, attempts }) => [id, attempts.at(-1)?.fault])).toEqual([]);
  expect(exitCode).toBe(0);
  const skipped = record.tests.filter(({ outcome }) => outcome === 'SKIP');
  expect(skipped.every(({ reason }) => reason?.includes('does not promise') === true)).toBe(true);
  expect(record.tests.filter(({ outcome }) => outcome === 'PASS').length).toBeGreaterThan(10);
}, 320_000);

test('in the next night it is the same board, whose journal has the night before', async () => {
  const { exitCode, record } = await run({
    name: 'again',
    keys: 'keys',
    suites: ['policy', 'journal'],
  });
  const bad = record.tests.filter(({ outcome }) => outcome !== 'PASS' && outcome !== 'SKIP');
  expect(bad.map(({ id, attempts }) => [id, attempts.at(-1)?.fault])).toEqual([]);
  expect(exitCode).toBe(0);
}, 320_000);

test('a receiver that the bench plays shows on it that no private place leaves, in real minutes', async () => {
  const { exitCode, record } = await run({
    name: 'minute',
    keys: 'keys',
    suites: ['canary'],
    feeds: true,
  });
  expect(record.tests.map(({ outcome, attempts }) => [outcome, attempts.at(-1)?.fault])).toEqual([
    ['PASS', undefined],
    ['SKIP', undefined],
  ]);
  expect(exitCode).toBe(0);
}, 420_000);

test('another bench is told that the board obeys somebody else, and changes nothing on it', async () => {
  const { exitCode, record } = await run({
    name: 'other',
    keys: 'other-keys',
    suites: ['identify'],
  });
  expect(exitCode).toBe(8);
  expect(record.benchFaults).toMatchObject([{ code: 'BENCH_OWNED' }]);
}, 320_000);
