import { mkdir, mkdtemp, rm, symlink, writeFile, appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  createOperatorKey,
  trustedKeyOf,
  writeOperatorKeyFile,
  writeTrustedKeyFile,
} from '@feierabend/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { sampleRun } from '../evidence/sample-evidence.test-data.ts';
import { writeRun } from '../evidence/write-run.ts';
import { sourceDigest } from '../record/tools-digest.ts';
import { runHil } from '../program.ts';

let home: string;
let folder: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'hil-verify-'));
  folder = join(home, 'run');
  await writeRun(folder, sampleRun());
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function hil(...argv: readonly string[]) {
  let [out, err] = ['', ''];
  const code = await runHil(argv, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    signal: new AbortController().signal,
    now: () => Date.UTC(2026, 10, 24),
    host: { execPath: process.execPath, platform: process.platform, nodeVersion: 'test' },
  });
  return { code, out, err };
}

async function keyFiles(
  name: string,
  options: { role?: 'controller' | 'reader'; notAfterS?: number } = {},
) {
  const { role = 'controller', notAfterS } = options;
  const seed = new Uint8Array(32).fill(name.length);
  const key = createOperatorKey({ name, role, seed, notAfterS });
  const [own, pub] = [join(home, `${name}.json`), join(home, `${name}.pub.json`)];
  await writeFile(own, writeOperatorKeyFile(key));
  await writeFile(pub, writeTrustedKeyFile(trustedKeyOf(key)));
  return { own, pub };
}

describe('hil verify', () => {
  test('ends with 0 for the folder of a run, whatever the run has found', async () => {
    const { code, out } = await hil('verify', folder);
    expect(out).toContain('on virtual bench: ERROR, 11 tests');
    expect(out).toMatch(/clauses: \d+ proved, \d+ partly, 3 failed, \d+ open, 1 organisational/u);
    expect(out).toContain('not signed');
    expect(out).toContain('sources 5e5e5e5e5e5e5e5e; here are other ones');
    expect(code).toBe(0);
  });

  test('knows its own tools, and names other ones beside a page that differs', async () => {
    const { record, ...rest } = sampleRun();
    const tools = { ...record.tools, sourceSha256: await sourceDigest() };
    const own = join(home, 'own');
    await writeRun(own, { record: { ...record, tools }, ...rest });
    const { out } = await hil('verify', own);
    expect(out).toMatch(/^ {2}tools: Feierabend 0\.1\.0, sources [0-9a-f]{16}, as here$/mu);
    for (const [path, isOther] of [
      [own, false],
      [folder, true],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- two
      await appendFile(join(path, 'evidence.html'), '<!-- by hand -->');
      // oxlint-disable-next-line no-await-in-loop -- two
      const changed = await hil('verify', path);
      expect(changed.out.includes('the run was written by other tools than these')).toBe(isOther);
    }
  });

  test('ends with 7 and names what is wrong, for people and for machines', async () => {
    await appendFile(join(folder, 'evidence.html'), '<!-- proved -->');
    await writeFile(join(folder, 'evil\u001B[2Jname'), 'x');
    const { code, out } = await hil('verify', folder);
    expect(code).toBe(7);
    expect(out).toMatch(/^MISMATCH evidence\.html: .* \[EVIDENCE_DIGEST\]$/mu);
    expect(out).toMatch(/^MISMATCH evil\uFFFD\[2Jname: .* \[EVIDENCE_EXTRA\]$/mu);
    const machine = await hil('verify', folder, '--json');
    expect(machine.code).toBe(7);
    const json = JSON.parse(machine.out) as { mismatches: readonly { code: string }[] };
    expect(json.mismatches.map(({ code: one }) => one)).toEqual([
      'EVIDENCE_DIGEST',
      'EVIDENCE_EXTRA',
      'EVIDENCE_DERIVED',
    ]);
  });

  test('follows no link out of the folder', async () => {
    await rm(join(folder, 'junit.xml'));
    await symlink('/etc/hostname', join(folder, 'junit.xml'));
    await mkdir(join(folder, 'attachments', 'more'));
    const { code, out } = await hil('verify', folder);
    expect(code).toBe(7);
    expect(out).toMatch(/MISMATCH junit\.xml: .* it is a link \[EVIDENCE_EXTRA\]/u);
    expect(out).toMatch(/MISMATCH attachments\/more: .* it is a folder \[EVIDENCE_EXTRA\]/u);
  });

  test('ends with 3 for what is no folder of a run', async () => {
    for (const path of [home, join(home, 'none'), join(folder, 'run.json')]) {
      // oxlint-disable-next-line no-await-in-loop -- three
      const { code, err } = await hil('verify', path);
      expect(code).toBe(3);
      expect(err).toContain('[EVIDENCE_FOLDER]');
    }
  });
});

describe('hil sign', () => {
  test('puts a name to the folder, which verify believes with its public key alone', async () => {
    const ada = await keyFiles('Ada');
    const eve = await keyFiles('Eve the other');
    expect(await hil('verify', folder, '--trust', ada.pub)).toMatchObject({ code: 7 });
    expect(await hil('sign', folder, '--key', ada.own)).toMatchObject({ code: 0, err: '' });
    const trusted = await hil('verify', folder, '--trust', eve.pub, ada.pub);
    expect(trusted).toMatchObject({ code: 0 });
    expect(trusted.out).toContain('signed on 2026-11-24T00:00:00.000Z by Ada, controller');
    expect(await hil('verify', folder, '--trust', eve.pub)).toMatchObject({ code: 7 });
    const unchecked = await hil('verify', folder);
    expect(unchecked).toMatchObject({ code: 0 });
    expect(unchecked.out).toContain('which --trust would check');
    // The next one to sign replaces the signature.
    expect(await hil('sign', folder, '--key', eve.own)).toMatchObject({ code: 0 });
    expect(await hil('verify', folder, '--trust', eve.pub)).toMatchObject({ code: 0 });
  });

  test('signs nothing that was changed, and not with a key that may not', async () => {
    const old = await keyFiles('Old', { notAfterS: 1_700_000_000 });
    const reader = await keyFiles('Reader', { role: 'reader' });
    for (const { own } of [old, reader]) {
      // oxlint-disable-next-line no-await-in-loop -- two
      const { code, err } = await hil('sign', folder, '--key', own);
      expect(code).toBe(2);
      expect(err).toContain('[EVIDENCE_SIGNER]');
    }
    await appendFile(join(folder, 'junit.xml'), ' ');
    const { code, err } = await hil('sign', folder, '--key', (await keyFiles('Ada')).own);
    expect(code).toBe(3);
    expect(err).toMatch(/EVIDENCE_DIGEST[^]*\[EVIDENCE_CHANGED\]/u);
  });
});
