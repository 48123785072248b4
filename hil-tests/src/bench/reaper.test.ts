import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { BoardLock } from './board-lock.ts';
import {
  identityOf,
  isAlive,
  type ProcessIdentity,
} from '@feierabend/firmware-sim/reaper/process-identity';
import { RunRegistry, type RunRecord } from '@feierabend/firmware-sim/reaper/run-registry';
import { sweepRuns, takeSwept } from '@feierabend/firmware-sim/reaper/sweep-runs';

const deadlineMs = 20_000;
const isLinux = process.platform === 'linux';
let folder: string;
const started: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hil-reaper-'));
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A process that does nothing until it is ended. */
function sleeper(): ChildProcess {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  started.push(child);
  return child;
}

/** The identity of a process that has ended. */
async function endedRunner(): Promise<ProcessIdentity> {
  const child = sleeper();
  await once(child, 'spawn');
  const runner = identityOf(child.pid ?? 0);
  child.kill('SIGKILL');
  await once(child, 'exit');
  if (runner === undefined) throw new RangeError('it had no identity');
  return runner;
}

function record(name: string, content: RunRecord): void {
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(content));
}

// Other systems do not tell when a process was started, and there nothing is ever killed by number.
describe.runIf(isLinux)('the sweep', () => {
  it('ends what a dead runner left, and nothing that only has its number', async () => {
    const child = sleeper();
    const other = sleeper();
    await Promise.all([once(child, 'spawn'), once(other, 'spawn')]);
    const left = mkdtempSync(join(tmpdir(), 'feierabend-'));
    const alive = identityOf(child.pid ?? 0);
    record('dead', {
      runner: await endedRunner(),
      children: [...(alive === undefined ? [] : [alive]), { pid: other.pid ?? 0, started: '1' }],
      folders: [left, folder.slice(0, 4)],
    });
    const killed: number[] = [];
    sweepRuns(folder, (pid) => killed.push(pid));
    expect(killed).toEqual([child.pid]);
    expect(existsSync(left)).toBe(false);
    expect(existsSync(folder)).toBe(true);
    const swept = takeSwept(folder);
    expect(swept).toEqual([{ pid: expect.any(Number) as number, children: 1, folders: 1 }]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves a run alone whose runner lives, and a file that is no record', () => {
    const runner = identityOf(process.pid);
    expect(runner).toBeDefined();
    if (runner !== undefined) record('mine', { runner, children: [runner], folders: [] });
    writeFileSync(join(folder, 'strange.json'), '{"runner":');
    sweepRuns(folder, () => expect.unreachable('nobody is to be killed'));
    expect(readdirSync(folder).toSorted()).toEqual(['mine.json', 'strange.json']);
  });
});

describe.runIf(isLinux)('a run that is killed with kill -9', () => {
  it('leaves no process and no folder behind', async () => {
    const child = sleeper();
    const runner = sleeper();
    await Promise.all([once(child, 'spawn'), once(runner, 'spawn')]);
    const left = mkdtempSync(join(tmpdir(), 'feierabend-'));
    const registry = RunRegistry.open({ pid: runner.pid ?? 0, execPath: process.execPath, folder });
    registry?.addChild(child.pid);
    registry?.addFolder(left);
    const gone = once(child, 'exit', { signal: AbortSignal.timeout(deadlineMs) });
    const swept = new Promise<void>((resolve) => {
      const watcher = watch(folder, () => {
        if (readdirSync(folder).some((name) => name.endsWith('.json'))) return;
        watcher.close();
        resolve();
      });
    });
    runner.kill('SIGKILL');
    await once(runner, 'exit');
    // The system closes the pipe of a dead process; here this one held it.
    registry?.close();
    expect(await gone).toEqual([null, 'SIGKILL']);
    await swept;
    expect(existsSync(left)).toBe(false);
  });
});

describe.runIf(isLinux)('a run that is over', () => {
  it('takes no further process, and what it could not end is ended when its process is gone', async () => {
    const [child, late, runner] = [sleeper(), sleeper(), sleeper()];
    await Promise.all([child, late, runner].map((one) => once(one, 'spawn')));
    const registry = RunRegistry.open({ pid: runner.pid ?? 0, execPath: process.execPath, folder });
    expect(registry?.addChild(child.pid)).toBe(true);
    // Its thread has ended, and the process has something else to do before it ends as well.
    registry?.close();
    expect(registry?.addChild(late.pid)).toBe(false);
    const gone = once(child, 'exit', { signal: AbortSignal.timeout(deadlineMs) });
    runner.kill('SIGKILL');
    expect(await gone).toEqual([null, 'SIGKILL']);
    expect(late.exitCode).toBeNull();
    const isSwept = () => readdirSync(folder).every((name) => !name.endsWith('.json'));
    await expect.poll(isSwept, { timeout: deadlineMs }).toBe(true);
  });
});

describe('a board', () => {
  const take = (pid = process.pid) =>
    BoardLock.take({ folder, board: '/dev/ttyUSB0', bench: 'desk', pid });

  it.runIf(isLinux)('belongs to one run at a time', () => {
    const lock = take();
    expect(() => take()).toThrow(`process ${process.pid} has it (bench "desk")`);
    lock.release();
    take().release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is taken from an owner that is dead, and from a file that is damaged', async () => {
    const lock = take();
    const [name = ''] = readdirSync(folder);
    writeFileSync(join(folder, name), JSON.stringify({ pid: 1, started: 'never', bench: 'old' }));
    const second = take();
    writeFileSync(join(folder, name), '{');
    take().release();
    second.release();
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('does not stand in the way of another board', () => {
    mkdirSync(folder, { recursive: true });
    const locks = ['a', 'b'].map((board) =>
      BoardLock.take({ folder, board, bench: 'desk', pid: process.pid }),
    );
    expect(readdirSync(folder)).toHaveLength(2);
    for (const lock of locks) lock.release();
  });
});

it.runIf(isLinux)('an identity is that of one process', async () => {
  const own = identityOf(process.pid);
  expect(own !== undefined && isAlive(own)).toBe(true);
  expect(isAlive({ pid: process.pid, started: '0' })).toBe(false);
  expect(isAlive(await endedRunner())).toBe(false);
});
