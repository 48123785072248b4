import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DataError, UsageError } from '@feierabend/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { canonicalJson } from '@feierabend/firmware-sim/page/canonical-json';
import { sampleSummary } from './sample-run.test-data.ts';
import { reproducibleText, summaryText, writeSummary } from './summary-file.ts';

describe('canonical JSON', () => {
  test('does not depend on the order in which keys were written', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe(
      canonicalJson({ a: null, b: [{ c: 2, d: 1 }] }),
    );
  });

  test('leaves undefined fields out, keeps the order of lists, and ends with a line feed', () => {
    expect(canonicalJson({ b: [2, 1], a: undefined, z: -0 })).toBe(
      '{\n  "b": [\n    2,\n    1\n  ],\n  "z": 0\n}\n',
    );
  });

  test.each([Number.NaN, Infinity])('names the field that holds %s', (value) => {
    expect(() => canonicalJson({ reports: [{ bytesPerFix: value }] })).toThrow(UsageError);
    expect(() => canonicalJson({ reports: [{ bytesPerFix: value }] })).toThrow(
      /\$\.reports\[0\]\.bytesPerFix/u,
    );
  });
});

describe('summary.json', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'feierabend-report-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('reads back as what was written, and leaves nothing beside it', async () => {
    const path = join(folder, 'deep', 'summary.json');
    await writeSummary(path, sampleSummary);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(sampleSummary);
    expect(await readdir(join(folder, 'deep'))).toEqual(['summary.json']);
  });

  test('replaces an older file as a whole', async () => {
    const path = join(folder, 'summary.json');
    await writeFile(path, 'x'.repeat(100_000));
    await writeSummary(path, sampleSummary);
    expect(await readFile(path, 'utf8')).toBe(summaryText(sampleSummary));
  });

  test('says where it could not write, and what to do', async () => {
    await writeFile(join(folder, 'file'), '');
    const attempt = writeSummary(join(folder, 'file', 'summary.json'), sampleSummary);
    await expect(attempt).rejects.toThrow(DataError);
    await expect(attempt).rejects.toMatchObject({ code: 'REPORT_WRITE' });
    expect(await readdir(folder)).toEqual(['file']);
  });

  test('differs between two runs of a seed in host alone', () => {
    const host = { ...sampleSummary.host, durationMs: 1, node: 'v24.0.0' };
    const again = { ...sampleSummary, host };
    expect(summaryText(again)).not.toBe(summaryText(sampleSummary));
    expect(reproducibleText(again)).toBe(reproducibleText(sampleSummary));
    expect(reproducibleText({ ...again, seed: 2 })).not.toBe(reproducibleText(sampleSummary));
  });
});
