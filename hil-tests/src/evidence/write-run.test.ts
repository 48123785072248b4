import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createOperatorKey } from '@feierabend/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { sha256Of } from './digest.ts';
import { readManifest } from './manifest.ts';
import { sampleRun } from './sample-evidence.test-data.ts';
import { checkRunFolder, writeRun } from './write-run.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'hil-evidence-')), 'run');
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

const names = async () => (await readdir(folder, { recursive: true })).toSorted();

describe('the folder of a run', () => {
  test('has record, pages, attachments, and a manifest that is right about each of them', async () => {
    const written = await writeRun(folder, sampleRun());
    const manifest = readManifest(await readFile(join(folder, 'SHA256SUMS'), 'utf8'));
    if (!manifest.ok) expect.unreachable();
    const files = (await names()).filter((name) => !['SHA256SUMS', 'attachments'].includes(name));
    expect([...manifest.value.keys()].toSorted()).toEqual(files);
    for (const [name, digest] of manifest.value) {
      expect(sha256Of(await readFile(join(folder, name))), name).toBe(digest);
    }
    expect(files).toEqual(
      expect.arrayContaining(['evidence.de.html', 'evidence.html', 'junit.xml', 'run.json']),
    );
    expect(JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'))).toEqual(written);
  });

  test('replaces no run that somebody has signed', async () => {
    const key = createOperatorKey({
      name: 'Ada',
      role: 'controller',
      seed: new Uint8Array(32).fill(3),
    });
    await writeRun(folder, { ...sampleRun(), sign: { key, atMs: 0 } });
    expect(await names()).toContain('SHA256SUMS.cose');
    const before = await readFile(join(folder, 'SHA256SUMS'));
    await expect(writeRun(folder, sampleRun())).rejects.toMatchObject({ code: 'OUT_FOLDER' });
    expect(await readFile(join(folder, 'SHA256SUMS'))).toEqual(before);
  });

  test('replaces an earlier run whole, its attachments as well, and not before it has its own', async () => {
    await writeRun(folder, sampleRun());
    const before = await names();
    await checkRunFolder(folder);
    expect(await names()).toEqual(before);
    const { record } = sampleRun();
    await writeRun(folder, { record: { ...record, tests: [] }, attachments: new Map() });
    expect(await names()).toEqual([
      'SHA256SUMS',
      'attachments',
      'evidence.de.html',
      'evidence.html',
      'junit.xml',
      'run.json',
    ]);
  });

  test.each([
    ['notes.txt', 'mine'],
    ['attachments/notes.txt', 'mine'],
    ['junit.xml', 'of another program, without a run beside it'],
  ])('with %s in it is refused and left as it is', async (name, content) => {
    if (name !== 'junit.xml') await writeRun(folder, sampleRun());
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), content);
    const before = await names();
    await expect(writeRun(folder, sampleRun())).rejects.toMatchObject({ code: 'OUT_FOLDER' });
    expect(await names()).toEqual(before);
    expect(await readFile(join(folder, name), 'utf8')).toBe(content);
  });

  test('is left without any file of the run when one cannot be written', async () => {
    const { record, attachments } = sampleRun();
    await mkdir(join(folder, 'evidence.html.part'), { recursive: true });
    await writeFile(join(folder, 'run.json'), '{}');
    // A folder where a file has to go; a run may have been killed while it wrote that one.
    await writeRun(folder, { record, attachments });
    expect(await names()).toContain('evidence.html');
    expect(await names()).not.toContain('evidence.html.part');
  });

  test('keeps a value that JSON cannot hold as a word, and as what it was called', async () => {
    const { record, attachments } = sampleRun();
    const [first] = record.tests;
    const [attempt] = first?.attempts ?? [];
    const [phase] = attempt?.phases ?? [];
    if (first === undefined || attempt === undefined || phase === undefined) expect.unreachable();
    const nowhere = { name: 'rate', value: Number.NaN, min: 1, outcome: 'FAIL' } as const;
    const phases = [{ ...phase, outcome: 'FAIL' as const, measurements: [nowhere] }];
    const attempts = [{ ...attempt, outcome: 'FAIL' as const, phases }];
    const tests = [{ ...first, outcome: 'FAIL' as const, attempts }];
    const written = await writeRun(folder, { record: { ...record, tests }, attachments });
    const [kept] = written.tests[0]?.attempts[0]?.phases[0]?.measurements ?? [];
    expect(kept).toEqual({ name: 'rate', value: 'NaN', min: 1, outcome: 'FAIL' });
  });
});
