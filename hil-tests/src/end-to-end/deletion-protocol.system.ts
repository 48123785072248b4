import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { printedPages, renderPage } from '@feierabend/firmware-sim/page/chromium.tool';
import { makeTracker, port } from './tenant-bench.tool.ts';

let folder: string;
let page: string;
let long: string;

/** What a person can type: it must not become markup, and must not push anything off the paper. */
const reason = 'end of contract <script>alert(1)</script> & "the rest" ' + 'w'.repeat(120);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'protocol-'));
  page = join(folder, 'van-7-deletion.html');
  long = join(folder, 'audit.html');
  const board = await makeTracker();
  const key = ['--key', 'admin.key.json', '--cosign', 'council.key.json', '--reason', reason];
  await board.done('audit', ...port, '--report', 'audit.html');
  await board.done('wipe', ...key, '--scope', 'device', '--data', 'destroy', ...port);
  await writeFile(page, board.text('van-7-deletion.html'));
  await writeFile(long, board.text('audit.html'));
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the deletion protocol fits one sheet of paper, signature line and all', async () => {
  expect(await printedPages(page)).toBe(1);
}, 60_000);

test('the report of an audit prints', async () => {
  expect(await printedPages(long)).toBeGreaterThanOrEqual(1);
}, 60_000);

test('a browser shows the reason as text, and nothing of it as markup', async () => {
  const { dom, screenshotBytes } = await renderPage(page, 'light');
  expect(dom).not.toContain('<script');
  expect(dom).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(dom).toContain('Device-attested');
  expect(dom).toContain('Place, date, signature');
  expect(screenshotBytes).toBeGreaterThan(10_000);
}, 60_000);
