import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { buildImage, createOperatorKey, encodeManifest, toHex } from '@feierabend/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { Cleanup } from '../bench/cleanup.ts';
import { startEmbeddedBroker } from '@feierabend/firmware-sim/broker/embedded-broker';
import { writeCredentials } from '@feierabend/firmware-sim/pki/run-folder';
import { TestPki } from '@feierabend/firmware-sim/pki/test-pki';

const deadlineMs = 30_000;
let folder = '';
let cleanup = new Cleanup();

beforeEach(async () => {
  cleanup = new Cleanup();
  folder = await mkdtemp(join(tmpdir(), 'hil-broker-'));
  cleanup.defer(() => rm(folder, { recursive: true, force: true }));
});
afterEach(() => cleanup.run());

test('TOM-2: a tracker whose broker has a certificate of another CA says so in one sentence and ends', async () => {
  const now = () => Date.now();
  const broker = await startEmbeddedBroker({ pki: await TestPki.create({ now }) });
  cleanup.defer(() => broker.stop());
  const own = await TestPki.create({ now });
  const credentials = await own.issueDevice('acme', 'van-1');
  const tls = await writeCredentials(folder, 'van-1', { ...credentials, caPem: own.caPem });
  const config = join(folder, 'device.json');
  const imageKey = createOperatorKey({
    name: 'signer',
    role: 'administrator',
    seed: new Uint8Array(32).fill(7),
  });
  await writeFile(
    join(folder, 'factory.img'),
    buildImage({
      body: encodeManifest(
        { magic: 'feierabend-sim', version: '1.0.0', selfTest: 'pass', defects: [] },
        256,
      ),
      version: { major: 1, minor: 0, revision: 0, build: 0 },
      securityCounter: 1,
      signingKey: imageKey.privateKey,
    }),
  );
  await writeFile(
    config,
    JSON.stringify({
      tenant: 'acme',
      device: 'van-1',
      boardId: '00'.repeat(16),
      imageKeys: [toHex(imageKey.publicKey)],
      factoryImage: 'factory.img',
      trustedKeys: [],
      network: {
        brokers: [
          {
            url: broker.url,
            region: 'DE',
            ca: tls.caFile,
            cert: tls.certFile,
            key: tls.keyFile,
          },
        ],
      },
    }),
  );
  const program = createRequire(import.meta.url).resolve('@feierabend/firmware-sim/bin');
  const args = ['run', '--config', config, '--serial', join(folder, 's')];
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  cleanup.defer(() => Promise.resolve(child.kill('SIGKILL')));
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [exitCode] = await once(child, 'close', { signal: AbortSignal.timeout(deadlineMs) });
  expect(exitCode).toBe(9);
  expect(err).toMatch(/^firmware-sim: Expected .+, but .+; .+\. \[MQTT_UNTRUSTED_BROKER\]$/mu);
  expect(broker.stats().published).toBe(0);
}, 60_000);
