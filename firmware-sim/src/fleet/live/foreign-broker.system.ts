import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Identity } from '../../broker/identity.ts';
import { Mosquitto } from '../../broker/mosquitto.ts';
import { TestPki } from '../../pki/test-pki.ts';
import { runFirmwareSim } from '../../program.ts';
import { policyText } from '../../testing/policy-text.ts';
import { planOf } from '../../testing/test-fleet.ts';
import { wholeFleet } from '../plan/shard.ts';
import { readRunRecord, type RunRecord } from '../result/run-record.ts';
import type { SumName } from '../scenario/metrics.ts';
import { foreignBrokers } from './live-broker.ts';
import { runLive } from './run-live.ts';

const devices = 6;
const scenario = (urls: readonly string[], speed: string) => `fleet: 1
name: Somebody else's brokers
from: 2026-03-02T06:55
duration: 35 min
speed: ${speed}
mqtt: '5'
brokers: [${urls.map((url) => `'${url}'`).join(', ')}]
tls: { ca: ca.pem, issuer: ca.pem, issuer-key: ca.key.pem }
groups:
  - { name: vans, devices: ${devices}, policy: policy.yaml, track: parked }
assertions: [devices == ${devices}, fixes > 30, leaks == 0, lost == 0, gaps == 0, unopened == 0]
`;

let folder = '';
let pki: TestPki;
const brokers: Mosquitto[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleet-'));
  pki = await TestPki.create({ now: Date.now });
  const { certPem, keyPem } = await pki.authority();
  await writeFile(join(folder, 'policy.yaml'), policyText);
  await writeFile(join(folder, 'ca.pem'), certPem);
  await writeFile(join(folder, 'ca.key.pem'), keyPem, { mode: 0o600 });
  const names = Array.from({ length: devices }, (_, at) => `vans-0000${at + 1}`);
  const identities: Identity[] = [
    { tenant: 'acme', name: 'office', role: 'controller' },
    ...names.map((name): Identity => ({ tenant: 'acme', name, role: 'device' })),
  ];
  for (let count = 0; count < 2; count += 1) {
    // Each looks for a free port of its own.
    // oxlint-disable-next-line no-await-in-loop
    brokers.push(await Mosquitto.start({ pki, identities }));
  }
});

afterAll(async () => {
  await Promise.all(brokers.map((broker) => broker.stop()));
  await rm(folder, { recursive: true });
});

const urls = () => brokers.map(({ port }) => `mqtts://127.0.0.1:${port}`);

async function run(): Promise<RunRecord> {
  const path = join(folder, 'fleet.yaml');
  await writeFile(path, scenario(urls(), 'fast'));
  const words = ['fleet', path, '--workers', '1', '--out', join(folder, 'out')];
  const exitCode = await runFirmwareSim(words, {
    stdout: { write: () => {} },
    stderr: { write: () => {} },
    signal: new AbortController().signal,
  });
  expect(exitCode).toBe(0);
  const file = join(folder, 'out', 'run.json');
  return readRunRecord(await readFile(file, 'utf8'), file);
}

it('goes through brokers that it did not start, and again, whatever they have kept of the run before', async () => {
  const first = await run();
  const second = await run();
  expect(second.account).toEqual(first.account);
}, 120_000);

it('goes on at the next broker when the first one dies, and loses nothing', async () => {
  const plan = await planOf(scenario(urls(), 'x300'));
  const certificates = await pki.authority();
  let killed: Promise<void> | undefined;
  const account = await runLive(plan, {
    shard: wholeFleet,
    workers: 1,
    signal: new AbortController().signal,
    broker: async () => foreignBrokers(urls(), '5'),
    trust: { caPem: pki.caPem, issuer: certificates },
    pace: 300,
    onNews: ({ tally }) => {
      if (tally.sum('messages') > devices) killed ??= brokers[0]?.kill();
    },
  });
  await killed;
  const { tally } = account;
  expect(killed).toBeDefined();
  expect(tally.findings).toEqual([]);
  expect(['lost', 'gaps', 'leaks'].map((name) => tally.sum(name as SumName))).toEqual([0, 0, 0]);
  expect(tally.sum('connects')).toBeGreaterThan(devices);
  expect(tally.sum('fixes')).toBeGreaterThan(30);
}, 120_000);
