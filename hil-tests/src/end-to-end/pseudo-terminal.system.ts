import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { SeededRandom } from '@feierabend/firmware-sim';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { Cleanup } from '../bench/cleanup.ts';
import { makeRunFolder } from '../bench/run-folder.ts';
import { TrackerProgram } from '../bench/tracker-program.ts';
import { demoPolicyYaml } from '../demo/demo-policy.ts';
import { FlasherSteps } from '../demo/flasher-steps.ts';
import { device, makeTenantKit, tenant, type TenantKit } from '../demo/tenant-kit.ts';
import { FlasherProgram, lastEvent, type FlasherEnded } from './flasher-program.tool.ts';

/** The upload takes some seconds at this speed: long enough for a second flasher to come by. */
const baudRate = 230_400;
const startDeadlineMs = 20_000;

const cleanup = new Cleanup();
let kit: TenantKit;
let folder: string;
let terminal: string;
let policyFile: string;

beforeAll(async () => {
  folder = await makeRunFolder(cleanup);
  terminal = join(folder, 'tty');
  policyFile = join(folder, 'policy.yaml');
  const random = new SeededRandom(1);
  const steps = new FlasherSteps({
    random,
    runFolder: folder,
    stdout: { write: () => true },
    stderr: process.stderr,
    signal: new AbortController().signal,
  });
  kit = await makeTenantKit({
    secretFolder: join(folder, 'keys'),
    outFolder: folder,
    steps,
    defects: [],
    random,
  });
  await writeFile(policyFile, demoPolicyYaml(Date.now(), kit.recipient.publicKey));
  const tracker = await TrackerProgram.start({
    execPath: process.execPath,
    args: ['--config', kit.configFile, '--pty', terminal, '--baud', String(baudRate)],
    deadlineMs: startDeadlineMs,
  });
  cleanup.defer(() => tracker.stop());
});
afterAll(() => cleanup.run());

/** A flasher that talks to the terminal. The terminal takes any rate; the tracker's end is paced. */
function flasher(...argv: readonly string[]): FlasherProgram {
  return new FlasherProgram([...argv, '--port', terminal, '--baud', String(baudRate)]);
}

function expectOneSentence({ exitCode, stdout, stderr }: FlasherEnded, code: string): void {
  expect(stderr).toMatch(/^flasher: Expected to open port \S+, but [^;]+; [^\n]+ \[\w+\]\n$/u);
  expect(stderr).toContain(`[${code}]`);
  expect(stdout).toBe('');
  expect(exitCode).toBe(4);
}

describe('a tracker in real time, behind a pseudo-terminal opened with the serial driver', () => {
  test('says who it is', async () => {
    const ended = await flasher('info', '--json').ended;
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(lastEvent(ended).result).toMatchObject({
      tracker: { device, tenant, lifeCycle: 'provisioned' },
      images: [{ slot: 0, version: '1.0.0', active: true, confirmed: true }],
    });
  });

  test('is flashed and confirmed, and a second flasher meanwhile is told that the port is busy', async () => {
    const flash = flasher('flash', kit.releaseImage, '--trust', kit.imageTrustFile, '--json');
    await flash.printed('"event":"progress"');
    expectOneSentence(await flasher('info').ended, 'PORT_BUSY');
    expect(await flash.ended).toMatchObject({ exitCode: 0, stderr: '' });
    const after = lastEvent(await flasher('info', '--json').ended);
    expect(after.result).toMatchObject({
      images: [
        { slot: 0, version: '1.1.0', active: true, confirmed: true, pending: false },
        { slot: 1, version: '1.0.0', active: false, confirmed: false },
      ],
    });
  });

  test('takes a signed policy and shows the same one', async () => {
    const signatures = ['--key', kit.adminKey, '--cosign', kit.councilKey];
    const reason = ['--reason', 'agreement of works council and management'];
    const apply = await flasher('policy', 'apply', policyFile, ...signatures, ...reason, '--json')
      .ended;
    expect(apply).toMatchObject({ exitCode: 0, stderr: '' });
    const show = await flasher('policy', 'show', '--json').ended;
    expect(show).toMatchObject({ exitCode: 0, stderr: '' });
    const { digest } = lastEvent(apply).result as { digest: string };
    expect(digest).toMatch(/^[0-9a-f]{64}$/u);
    expect(lastEvent(show).result).toMatchObject({ digest });
    expect(lastEvent(show).text.join('\n')).toContain('08:00-12:00, 12:30-16:30');
  });

  test('is not mistaken for another port that does not exist', async () => {
    const absent = new FlasherProgram(['info', '--port', join(folder, 'tty-2')]);
    expectOneSentence(await absent.ended, 'PORT_ABSENT');
  });
});
