import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { identityOf } from '@feierabend/firmware-sim/reaper/process-identity';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { unfinishedIn } from '../../run/follow-run.ts';
import { sampleRun } from '../sample-evidence.test-data.ts';
import { readRunFolder } from '../verify/read-folder.ts';
import { verifyRun } from '../verify/verify-run.ts';
import { verificationText } from '../verify/verify-text.ts';
import { checkRunFolder, writeRun } from '../write-run.ts';
import { UnfinishedLog } from './unfinished-log.ts';
import { readUnfinished } from './unfinished-run.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hil-unfinished-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const { record, fed } = sampleRun();
const path = () => join(folder, 'unfinished.jsonl');
const begun = {
  event: 'run',
  schema: 'feierabend/hil-unfinished/1',
  bench: 'virtual',
  command: 'hil run --seed 1',
} as const;
const testOf = (suite: string) => {
  const found = record.tests.find((one) => one.suite === suite);
  if (found === undefined) expect.unreachable();
  return found;
};

function logOf({ keepPlaces = false, lost = [] as unknown[] } = {}) {
  let news = fed;
  const newlyFed = () => {
    const now = news;
    news = [];
    return now;
  };
  const nowMs = Date.UTC(2026, 10, 24, 22);
  const onLost = (cause: unknown): void => void lost.push(cause);
  return new UnfinishedLog({ folder, now: () => nowMs, keepPlaces, newlyFed, onLost });
}

const runs = async () => readUnfinished(await readFile(path()));

describe('what a run writes down as it goes on', () => {
  test('is read back: tests that had ended, and phases of the one that had not', async () => {
    const log = logOf();
    const [phase] = testOf('report').attempts[0]?.phases ?? [];
    if (phase === undefined) expect.unreachable();
    log.write(begun);
    log.write({ event: 'collected', tests: 9 });
    log.write({ event: 'test', test: testOf('identify') });
    log.write({ event: 'begin', test: 'soak: lives on' });
    log.write({ event: 'phase', test: 'soak: lives on', phase });
    const [run] = await runs();
    expect(run).toMatchObject({ collected: 9, tests: [{ suite: 'identify' }], unread: 0 });
    expect(run?.within).toMatchObject({ test: 'soak: lives on', phases: [{ name: phase.name }] });
    expect(run?.within?.phases[0]?.attachments).toEqual([]);
  });

  test('is cut off anywhere, and the next run goes on behind it', async () => {
    logOf().write(begun);
    logOf().write({ event: 'test', test: testOf('identify') });
    const whole = await readFile(path(), 'utf8');
    await writeFile(path(), whole.slice(0, -20));
    logOf().write(begun);
    logOf().write({ event: 'test', test: testOf('security') });
    expect(await runs()).toMatchObject([
      { tests: [], unread: 1 },
      { tests: [{ suite: 'security' }], unread: 0 },
    ]);
  });

  test('has no place in it: masked where it looks like one, left out where it is one', async () => {
    const [place] = fed;
    const log = logOf();
    log.write(begun);
    log.write({ event: 'fault', fault: { message: 'it stopped at 48.13713, 11.57540' } });
    log.write({
      event: 'fault',
      fault: { message: `at ${place?.latitudeE7} ${place?.longitudeE7}.` },
    });
    const e7 = [place?.latitudeE7 ?? 0, place?.longitudeE7 ?? 0];
    const base64 = Buffer.from(Int32Array.from(e7).buffer).toString('base64');
    log.write({ event: 'fault', fault: { message: `it said ${base64}` } });
    const text = await readFile(path(), 'utf8');
    expect(text).toContain('it stopped at [place], [place]');
    expect(text).not.toContain(String(place?.latitudeE7));
    expect(text).not.toContain(base64);
    expect(text).toContain('"event":"left-out"');
    logOf({ keepPlaces: true }).write({ event: 'fault', fault: { message: `it said ${base64}` } });
    expect(await readFile(path(), 'utf8')).toContain(base64);
  });

  test('that cannot be written is told once, and disturbs nobody', async () => {
    await rm(folder, { recursive: true });
    const lost: unknown[] = [];
    const log = logOf({ lost });
    for (let time = 0; time < 3; time += 1) log.write(begun);
    expect(lost).toMatchObject([{ code: 'ENOENT' }]);
  });
});

describe('a folder with a run that has not ended', () => {
  const verify = async () => verifyRun(await readRunFolder(folder));

  test('is an aborted run, in words, and no evidence', async () => {
    logOf().write(begun);
    logOf().write({ event: 'test', test: testOf('security') });
    const verification = await verify();
    expect(verification.mismatches).toMatchObject([{ code: 'EVIDENCE_ABORTED' }]);
    const text = verificationText(verification);
    expect(text).toMatch(/^ABORTED: the run of 2026-11-24 22:00:00 UTC was killed/u);
    expect(text).toMatch(/; 1 test had ended \(1 FAIL\), and/u);
    expect(text).toMatch(/^FAIL +security: /mu);
    expect(unfinishedIn(folder)?.tests).toHaveLength(1);
  });

  test('says so in words where it was killed before its first test', async () => {
    logOf().write(begun);
    const text = verificationText(await verify());
    expect(text).toMatch(/^ABORTED: .+ could write its evidence; none of its tests had begun$/mu);
  });

  test('says so beside the evidence of the run before, which is there until the next is written', async () => {
    await writeRun(folder, sampleRun());
    logOf().write(begun);
    await checkRunFolder(folder);
    const { mismatches, record: before } = await verify();
    expect(mismatches.map(({ code }) => code)).toEqual(['EVIDENCE_ABORTED']);
    expect(before?.runId).toBe(record.runId);
    await writeRun(folder, sampleRun());
    expect((await verify()).mismatches).toEqual([]);
  });

  test('is nothing to write to while its process is there', async () => {
    const writer = identityOf(process.pid);
    if (writer === undefined) expect.unreachable('this system does not tell processes apart');
    logOf().write({ ...begun, writer });
    expect(() => unfinishedIn(folder)).toThrow(/RUNNING: .* goes on in process/u);
    expect(verificationText(await verify())).toMatch(/^RUNNING: /u);
    await appendFile(path(), '\n{"event":"run"');
    expect(() => unfinishedIn(folder)).toThrow(/RUNNING/u);
  });
});
