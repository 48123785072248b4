import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { SeededRandom } from '@feierabend/firmware-sim';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Cleanup } from '../bench/cleanup.ts';
import { makeRunFolder } from '../bench/run-folder.ts';
import { TrackerProgram } from '../bench/tracker-program.ts';
import { FlasherSteps } from '../demo/flasher-steps.ts';
import { makeTenantKit, type TenantKit } from '../demo/tenant-kit.ts';
import { FlasherProgram, lastEvent } from './flasher-program.tool.ts';

const devices = ['van-1', 'van-2', 'van-3', 'van-4'];
const startDeadlineMs = 30_000;
/** Four trackers and as many flashers share the processors. */
const testDeadlineMs = 120_000;

const cleanup = new Cleanup();
const trackers = new Map<string, TrackerProgram>();
let kit: TenantKit;
let folder: string;
let manifest: string;

const portOf = (name: string) => join(folder, `${name}.sock`);

async function startTracker(name: string): Promise<void> {
  const seed = String(1 + devices.indexOf(name));
  const args = ['--config', kit.configFile, '--serial', portOf(name), '--seed', seed];
  const tracker = await TrackerProgram.start({
    execPath: process.execPath,
    args: [...args, '--baud', '460800'],
    deadlineMs: startDeadlineMs,
  });
  trackers.set(name, tracker);
  cleanup.defer(() => tracker.stop());
}

beforeAll(async () => {
  folder = await makeRunFolder(cleanup);
  manifest = join(folder, 'panel.yaml');
  const random = new SeededRandom(2);
  kit = await makeTenantKit({
    secretFolder: join(folder, 'keys'),
    outFolder: folder,
    steps: new FlasherSteps({
      random,
      runFolder: folder,
      stdout: { write: () => true },
      stderr: process.stderr,
      signal: new AbortController().signal,
    }),
    defects: [],
    random,
  });
  const lines = devices.map((name) => `  - { name: ${name}, port: ${portOf(name)} }`);
  const step = `flash ${kit.releaseImage} --trust ${kit.imageTrustFile}`;
  await writeFile(manifest, `panel: 1\nsteps: [info, "${step}"]\ndevices:\n${lines.join('\n')}\n`);
  for (const name of devices.slice(0, 3)) {
    // oxlint-disable-next-line no-await-in-loop -- two processors
    await startTracker(name);
  }
}, testDeadlineMs);
afterAll(() => cleanup.run());

function panel() {
  return new FlasherProgram(['panel', manifest, '--csv', join(folder, 'panel.csv'), '--json'])
    .ended;
}

test(
  'three trackers are flashed while the fourth is not there, and that is told',
  async () => {
    const ended = await panel();
    expect(ended.exitCode).toBe(10);
    expect(ended.stderr).toMatch(/3 of 4 devices are done, 1 failed: van-4 .*\[PANEL_FAILED\]/u);
    const csv = await readFile(join(folder, 'panel.csv'), 'utf8');
    expect(csv).toMatch(/"van-4",.*"failed","no","0 of 2",.*"PORT_ABSENT"/u);
  },
  testDeadlineMs,
);

test(
  'the next run does the fourth alone, and all of them run the new image',
  async () => {
    await startTracker('van-4');
    const ended = await panel();
    expect(ended.stderr).toBe('');
    expect(ended.exitCode).toBe(0);
    const rows = (lastEvent(ended).result as { devices: readonly object[] }).devices;
    expect(rows).toMatchObject(
      devices.map((name) => ({ name, outcome: 'ok', doneBefore: name !== 'van-4' })),
    );
    const infos = await Promise.all(
      devices.map((name) => new FlasherProgram(['info', '--port', portOf(name), '--json']).ended),
    );
    for (const info of infos) {
      expect(lastEvent(info).result).toMatchObject({
        images: [{ slot: 0, version: '1.1.0', active: true, confirmed: true }, { slot: 1 }],
      });
    }
  },
  testDeadlineMs,
);
