import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { isAlive } from '@feierabend/firmware-sim/reaper/process-identity';
import { runRecord as runLeft } from '@feierabend/firmware-sim/reaper/run-registry';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { runRecord } from '../record/run-record.ts';

/** Of a busy machine. */
const deadlineMs = 240_000;
const bench = fileURLToPath(new URL('../../benches/virtual.yaml', import.meta.url));
const started: ChildProcess[] = [];
/** Short, and of these runs alone: what others leave is not told here. */
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hy-'));
  // What was compiled before need not be compiled again.
  const cache = `tsx-${userInfo().uid}`;
  await mkdir(join(tmpdir(), cache), { recursive: true });
  await symlink(join(tmpdir(), cache), join(folder, cache));
});
afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

const program = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** As `npm` scripts run a TypeScript program of this repository. */
const troubled = [program('../../../.ci/run-program.js'), program('troubled-run.tool.ts')];

function start(argv: readonly string[]) {
  const env = { ...process.env, TMPDIR: folder };
  const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  let said = '';
  const hear = (chunk: Buffer): void => void (said += chunk.toString());
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = once(child, 'exit', { signal: AbortSignal.timeout(deadlineMs) });
  return { child, ended, said: () => said };
}

const hilRun = (out: string, ...more: readonly string[]) =>
  start([...troubled, 'run', '--bench', bench, '--out', join(folder, out), ...more]);

/** What stands in the registry of a run: processes and folders. */
function registered({ pid }: ChildProcess) {
  const home = join(folder, `feierabend-runs-${userInfo().username}`);
  const names = existsSync(home) ? readdirSync(home) : [];
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => runLeft.parse(JSON.parse(readFileSync(join(home, name), 'utf8'))))
    .filter(({ runner }) => runner.pid === pid);
}

describe('a run that is killed with kill -9', () => {
  test(
    'leaves no process and no folder but what it had found, and the next one says so',
    { timeout: 2 * deadlineMs },
    async () => {
      const killed = hilRun('killed', '--suite', 'identify', 'soak');
      const until = { timeout: deadlineMs, interval: 100 };
      await expect
        .poll(() => registered(killed.child).flatMap(({ children }) => children).length, until)
        .toBe(1);
      const found = join(folder, 'killed', 'unfinished.jsonl');
      // A phase and a test that ended are heard in two ways, in any order.
      for (const told of ['an hour of it', '"event":"test"']) {
        // oxlint-disable-next-line no-await-in-loop -- both have to be there before it is killed
        await expect.poll(() => readFileSync(found, 'utf8'), until).toContain(told);
      }
      const left = registered(killed.child);
      killed.child.kill('SIGKILL');
      await killed.ended;
      const folders = left.flatMap((one) => one.folders);
      expect(folders.length).toBeGreaterThan(1);
      await expect.poll(() => folders.filter((path) => existsSync(path)), until).toEqual([]);
      await expect
        .poll(() => left.flatMap(({ children }) => children).filter(isAlive), until)
        .toEqual([]);

      const verified = start([...troubled, 'verify', join(folder, 'killed')]);
      expect(await verified.ended).toEqual([7, null]);
      expect(verified.said()).toMatch(
        /^ABORTED: the run of .+ UTC was killed .+; 1 of its 2 tests had ended \(1 FAIL\)/u,
      );
      expect(verified.said()).toMatch(
        /^FAIL +identify: passes when it is tried again - Expected/mu,
      );
      expect(verified.said()).toMatch(/^PASS +an hour of it: records 7$/mu);

      const next = hilRun('killed', '--suite', 'identify', '--retries', '1');
      expect(await next.ended).toEqual([0, null]);
      expect(next.said()).toMatch(/^ABORTED: .+ in "soak: waits until the run is killed"$/mu);
      expect(existsSync(found)).toBe(false);
      // One line for each of its threads. The tracker sees the end of its pipe, and may be gone before it is ended.
      const told = next
        .said()
        .matchAll(/the run of process (\d+) was killed: [01] processes ended, (\d) folders/gu);
      const removed = [...told].map(([, pid, count]) => [Number(pid), Number(count)]);
      expect(removed).toEqual(folders.map(() => [killed.child.pid, 1]));
      // What passed in the second attempt is called flaky wherever it stands.
      expect(next.said()).toMatch(/^FLAKY +identify: passes when it is tried again/mu);
      const junit = await readFile(join(folder, 'killed', 'junit.xml'), 'utf8');
      expect(junit).toMatch(/<flakyFailure [^>]*MEASUREMENT_LIMITS/u);
      expect(await readFile(join(folder, 'killed', 'evidence.html'), 'utf8')).toMatch(/flaky/iu);
    },
  );
});

describe('a run that is ended with Ctrl-C', () => {
  test(
    'writes what it has, also while its tests are being read',
    { timeout: deadlineMs + 10_000 },
    async () => {
      const run = hilRun('ended', '--suite', 'canary');
      expect(await run.ended, run.said()).toEqual([130, null]);
      const out = join(folder, 'ended');
      const text = await readFile(join(out, 'run.json'), 'utf8');
      const { outcome, tests } = runRecord.parse(JSON.parse(text));
      expect([outcome, ...new Set(tests.map((one) => one.outcome))]).toEqual([
        'ABORTED',
        'ABORTED',
      ]);
      expect(existsSync(join(out, 'unfinished.jsonl'))).toBe(false);
    },
  );
});

describe('a run in which', () => {
  test(
    'a tracker dies and a test comes to no end goes on, and is a bench that failed',
    { timeout: deadlineMs + 10_000 },
    async () => {
      const run = hilRun('broken', '--suite', 'policy');
      expect(await run.ended).toEqual([8, null]);
      const text = await readFile(join(folder, 'broken', 'run.json'), 'utf8');
      const { outcome, tests } = runRecord.parse(JSON.parse(text));
      expect([outcome, ...tests.map((one) => one.outcome)]).toEqual([
        'ERROR',
        'ERROR',
        'PASS',
        'TIMEOUT',
      ]);
      const [lost, , late] = tests.map(({ attempts }) => attempts.at(-1));
      expect(late?.phases[0]?.measurements).toMatchObject([{ name: 'begun', value: true }]);
      expect(lost?.fault?.code).toMatch(/^(?:BENCH|TARGET)_/u);
      expect(registered(run.child)).toEqual([]);
    },
  );
});

describe('hil', () => {
  test('ends with 11 where standard output is full, and goes on where nobody reads', async () => {
    const help = [program('../../bin/hil.js'), '--help'];
    const full = openSync('/dev/full', 'w');
    const lost = spawn(process.execPath, help, { stdio: ['ignore', full, 'pipe'] });
    expect(await once(lost, 'exit')).toEqual([11, null]);
    closeSync(full);
    const quiet = spawn(process.execPath, help, { stdio: ['ignore', 'pipe', 'pipe'] });
    quiet.stdout.destroy();
    quiet.stderr.destroy();
    expect(await once(quiet, 'exit')).toEqual([0, null]);
  });
});

describe('hil mutants', () => {
  test(
    'ends with 130 after Ctrl-C, whatever its benches do',
    { timeout: deadlineMs + 10_000 },
    async () => {
      const argv = ['mutants', '--only', 'gate-late', 'leak-log', '--out', join(folder, 'mutants')];
      const run = start([program('../../bin/hil.js'), ...argv]);
      const until = { timeout: deadlineMs, interval: 100 };
      const children = () => registered(run.child).flatMap((one) => one.children);
      await expect.poll(() => children().length, until).toBeGreaterThan(0);
      run.child.kill('SIGINT');
      expect(await run.ended).toEqual([130, null]);
      await expect.poll(() => registered(run.child), until).toEqual([]);
    },
  );
});
