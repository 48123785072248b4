import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const zod = { version: '4.0.0', integrity: 'sha512-a' };
const foreignPlatform = { version: '1.0.0', integrity: 'sha512-b', optional: true };
const locked = { '': {}, 'node_modules/zod': zod, 'node_modules/win32': foreignPlatform };

/** Stands in for npm: counts its calls, takes its time, and installs what `installs.json` says. */
const fakeNpm = `
import { appendFileSync, copyFileSync, existsSync, mkdirSync } from 'node:fs';
appendFileSync('calls', process.argv[2] + ' ');
if (!existsSync('installs.json')) { console.error('npm error network'); process.exit(7); }
setTimeout(() => {
  mkdirSync('node_modules', { recursive: true });
  copyFileSync('installs.json', 'node_modules/.package-lock.json');
}, 200);
`;

let clone = '';

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'ready-'));
  mkdirSync(join(clone, '.ci'));
  copyFileSync(fileURLToPath(new URL('../ready.js', import.meta.url)), join(clone, '.ci/ready.js'));
  write('package.json', { type: 'module' });
  write('package-lock.json', { packages: locked });
  write('installs.json', { packages: { 'node_modules/zod': zod } });
  writeFileSync(join(clone, 'npm-cli.js'), fakeNpm);
});

afterEach(() => rmSync(clone, { recursive: true, force: true }));

function write(name: string, value: unknown): void {
  writeFileSync(join(clone, name), JSON.stringify(value));
}

const calls = () =>
  existsSync(join(clone, 'calls')) ? readFileSync(join(clone, 'calls'), 'utf8').trim() : '';

const env = () => ({ ...process.env, npm_execpath: join(clone, 'npm-cli.js') });

function ready() {
  const args = [join(clone, '.ci/ready.js')];
  return spawnSync(process.execPath, args, { encoding: 'utf8', env: env() });
}

describe('ready', () => {
  it('installs once, and is silent when nothing is missing', () => {
    expect(ready()).toMatchObject({ status: 0, stderr: expect.stringContaining('npm ci') });
    expect(ready()).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(calls()).toBe('ci');
  });

  it('installs again when the lock file names another version', () => {
    ready();
    const newer = { ...zod, version: '4.0.1' };
    write('package-lock.json', { packages: { ...locked, 'node_modules/zod': newer } });
    write('installs.json', { packages: { 'node_modules/zod': newer } });
    expect(ready().status).toBe(0);
    expect(ready().status).toBe(0);
    expect(calls()).toBe('ci ci');
  });

  it('lets two at once install once', async () => {
    const both = [0, 1].map(() =>
      spawn(process.execPath, [join(clone, '.ci/ready.js')], { env: env() }),
    );
    expect(await Promise.all(both.map(async (child) => (await once(child, 'exit'))[0]))).toEqual([
      0, 0,
    ]);
    expect(calls()).toBe('ci');
  });

  it('takes over the lock of a process that died', () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    mkdirSync(join(clone, 'out/ready.lock'), { recursive: true });
    writeFileSync(join(clone, 'out/ready.lock/pid'), String(dead));
    expect(ready().status).toBe(0);
    expect(existsSync(join(clone, 'out/ready.lock'))).toBe(false);
  });

  it('ends with a sentence and an exit code when npm fails', () => {
    rmSync(join(clone, 'installs.json'));
    const { status, stderr } = ready();
    expect(status).toBe(1);
    expect(stderr).toContain('npm error network');
    expect(stderr).toContain('it ended with code 7; check the network');
    expect(stderr).not.toContain('    at ');
  });

  it('ends with a sentence when there is no lock file', () => {
    rmSync(join(clone, 'package-lock.json'));
    expect(ready()).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^Expected .*\.\n$/u),
    });
  });
});
