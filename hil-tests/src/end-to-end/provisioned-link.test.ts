import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { SeededRandom } from '@feierabend/firmware-sim';
import { encodeSmpMessage, SmpOp, TrackerStatusCommand } from '@feierabend/protocol';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { Cleanup } from '../bench/cleanup.ts';
import { makeRunFolder } from '../bench/run-folder.ts';
import { TrackerProgram } from '../bench/tracker-program.ts';
import { RawClient } from '@feierabend/firmware-sim/broker/raw-client';
import { startEmbeddedBroker } from '@feierabend/firmware-sim/broker/embedded-broker';
import { FlasherSteps } from '../demo/flasher-steps.ts';
import { device, makeTenantKit, tenant, type TenantKit } from '../demo/tenant-kit.ts';
import { TestPki } from '@feierabend/firmware-sim/pki/test-pki';

const deadlineMs = 60_000;
const cleanup = new Cleanup();
let folder: string;
let kit: TenantKit;
let steps: FlasherSteps;

beforeAll(async () => {
  folder = await makeRunFolder(cleanup);
  const random = new SeededRandom(3);
  steps = new FlasherSteps({
    random,
    runFolder: folder,
    stdout: { write: () => true },
    stderr: process.stderr,
    signal: new AbortController().signal,
  });
  const places = { secretFolder: join(folder, 'keys'), outFolder: folder };
  kit = await makeTenantKit({ ...places, steps, defects: [], random });
}, deadlineMs);
afterAll(() => cleanup.run());

/** The device file of the same board before it was anybody's: firmware, and nothing else. */
async function blankDeviceFile(): Promise<string> {
  const { boardId, imageKeys, factoryImage } = JSON.parse(
    await readFile(kit.configFile, 'utf8'),
  ) as Record<string, unknown>;
  const file = join(folder, 'blank.json');
  await writeFile(file, JSON.stringify({ boardId, imageKeys, factoryImage }));
  return file;
}

/** What an office asks a device over the network. */
function statusRequest(): Buffer {
  const { group, id: command } = TrackerStatusCommand.read;
  const head = { op: SmpOp.read, version: 1, group, command, sequence: 7 } as const;
  return Buffer.from(encodeSmpMessage({ ...head, payload: Uint8Array.of(0xa0) }));
}

test(
  'a blank device that is provisioned over its serial port connects with what it was given',
  { timeout: deadlineMs },
  async () => {
    const file = (name: string): string => join(folder, name);
    await steps.quiet('provision', 'test-ca', file('ca.pem'));
    const pki = await TestPki.create({ now: Date.now });
    await writeFile(file('brokers.pem'), pki.caPem);
    // The broker believes the tenant's authority about devices, and its own about the office.
    const caPem = `${await readFile(file('ca.pem'), 'utf8')}\n${pki.caPem}`;
    const broker = await startEmbeddedBroker({ pki: { caPem, server: pki.server } });
    cleanup.defer(() => broker.stop());
    const credentials = await pki.issueController(tenant, 'office');
    const office = new RawClient({ broker, pki, credentials, clientId: `${tenant}/office` });
    cleanup.defer(() => office.end());
    expect(await office.accepted()).toBe(true);
    const topic = `feierabend/1/${tenant}/${device}`;
    expect(await office.subscribe(`${topic}/smp/rsp`)).toEqual([1]);

    const port = file('serial');
    const tracker = await TrackerProgram.start({
      execPath: process.execPath,
      args: ['--config', await blankDeviceFile(), '--serial', port],
      deadlineMs,
    });
    cleanup.defer(() => tracker.stop());
    const people = [kit.adminKey, kit.councilKey].flatMap((key) => [
      '--person',
      key.replace('.key.json', '.pub.json'),
    ]);
    const authority = ['--ca', file('ca.pem'), '--ca-key', file('ca.key.pem')];
    const network = ['--anchor', file('brokers.pem'), '--broker', `${broker.url}=DE`];
    const names = ['--port', port, '--tenant', tenant, '--device', device];
    const kept = ['--identity', file('identity.json'), '--out', file('device.cert.pem')];
    await steps.quiet('provision', 'run', ...names, ...authority, ...network, ...people, ...kept);

    const asked = vi.waitFor(
      async () => {
        await office.client.publishAsync(`${topic}/smp/req`, statusRequest(), { qos: 1 });
        expect(office.received.map((one) => one.topic)).toContain(`${topic}/smp/rsp`);
      },
      { timeout: deadlineMs / 2, interval: 100 },
    );
    await asked;
    expect(office.received[0]?.text).toContain('provisioned');
    expect(broker.stats()).toMatchObject({ connected: 2, handshakesRefused: 0 });
  },
);
