import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Mosquitto } from '../../broker/mosquitto.ts';
import { runFirmwareSim } from '../../program.ts';
import { readRunRecord, type RunRecord } from '../result/run-record.ts';
import { planOf } from '../../testing/test-fleet.ts';
import { wholeFleet } from '../plan/shard.ts';
import { runVirtual } from '../virtual/run-virtual.ts';
import { foreignBrokers, startBrokerThread, startMosquitto } from './live-broker.ts';
import { runLive, type StartBroker } from './run-live.ts';

const scenario = `fleet: 1
name: An hour of work
from: 2026-03-02T06:50
duration: 1 h
groups:
  - { name: vans, devices: 24, policy: policy.yaml, track: city }
  - { name: boats, devices: 6, tenant: globex, policy: policy.yaml, track: parked }
faults:
  - { kind: broker-outage, at: 20 min, for: 10 min }
  - { kind: broker-outage, at: 45 min, for: 5 min, share: 50 % }
  - { kind: firmware-rollout, at: 5 min, version: 1.1.0, image: bad, share: 20 % }
  - { kind: wipe, at: 35 min, share: 30 % }
`;

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'fleet-'))));
afterAll(() => rm(folder, { recursive: true }));

describe('a fleet behind a broker', () => {
  it('is the same behind any of them, and with any number of threads', async () => {
    const plan = await planOf(scenario);
    const { signal } = new AbortController();
    const common = { shard: wholeFleet, signal, onNews: () => {} };
    const pace = Number.POSITIVE_INFINITY;
    const expected = await runVirtual(plan, { ...common, workers: 1 });
    expect(expected.tally.sum('reverted')).toBeGreaterThan(0);
    const mosquitto =
      (version: '5' | '3.1.1'): StartBroker =>
      (parts) =>
        startMosquitto(parts, { version, registry: undefined });
    const ways = [
      { workers: 1, broker: mosquitto('5') },
      { workers: 3, broker: mosquitto('3.1.1') },
      { workers: 2, broker: startBrokerThread },
    ];
    for (const way of ways) {
      // oxlint-disable-next-line no-await-in-loop
      const { data } = await runLive(plan, { ...common, pace, ...way });
      expect(data).toEqual(expected.data);
    }
  }, 300_000);
});

async function run(name: string): Promise<{ exitCode: number; record: RunRecord }> {
  const out = join(folder, name);
  const exitCode = await runFirmwareSim(['fleet', `scenarios/${name}.yaml`, '--out', out], {
    stdout: { write: () => {} },
    stderr: { write: () => {} },
    signal: new AbortController().signal,
  });
  const file = join(out, 'run.json');
  return { exitCode, record: readRunRecord(await readFile(file, 'utf8'), file) };
}

describe('the shipped scenarios', () => {
  it.each(['small', 'city-day'])(
    'end green: %s',
    async (name) => {
      const { exitCode, record } = await run(name);
      expect(record.assertions.filter(({ holds }) => !holds)).toEqual([]);
      expect({ exitCode, engine: record.engine }).toEqual({ exitCode: 0, engine: 'live' });
    },
    600_000,
  );

  it('end red with leaks and nothing else where the gate at send is missing', async () => {
    const { exitCode, record } = await run('seeded-defect');
    const red = record.assertions.filter(({ holds }) => !holds).map(({ text }) => text);
    expect({ exitCode, red, engine: record.engine }).toEqual({
      exitCode: 7,
      red: ['leaks == 0'],
      engine: 'live',
    });
  }, 300_000);
});

/** The broker's own configuration, with lines more for everybody in its access rules. */
async function openMosquitto(lines: readonly string[], options: Parameters<StartBroker>[0]) {
  const program = join(folder, `open-mosquitto-${randomUUID()}`);
  const script = `#!/bin/sh
sed -i 's|^user .*|${['&', ...lines].join('\\n')}|' "$(dirname "$2")/acl"
exec mosquitto "$@"
`;
  await writeFile(program, script, { mode: 0o755 });
  const mosquitto = await Mosquitto.start({ ...options, program });
  const url = `mqtts://127.0.0.1:${mosquitto.port}`;
  return { ...foreignBrokers([url], '5'), stop: () => mosquitto.stop() };
}

describe('the access rules of a mosquitto', () => {
  const short = scenario.replace(/faults:[^]*/u, '').replace('1 h', '20 min');
  const alone = short.replace(/ {2}- \{ name: boats.*\n/u, '');
  const stored = ['report', 'status', 'journal', 'event'];
  const lines = (what: 'read' | 'write', channels: readonly string[]) =>
    channels.map((channel) => `topic ${what} feierabend/1/+/+/${channel}`);
  it.each([
    { what: 'as shipped', more: [], told: /^$/u },
    { what: 'as shipped, for one tenant', text: alone, more: [], told: /^$/u },
    { what: 'open for all to read', more: lines('read', stored), told: /^the .* could read /u },
    { what: 'open for all to write', more: lines('write', stored), told: /^the .* could write /u },
    { what: 'open to answer for others', more: lines('write', ['smp/rsp']), told: /smp\/rsp$/u },
    {
      what: 'open to read events, for one tenant',
      text: alone,
      more: lines('read', ['event']),
      told: /^the device .* could read .*\/event$/u,
    },
    { what: 'open for everything', more: ['topic readwrite #'], told: /^the .* could /u },
  ])(
    'are tried: $what',
    async ({ more, told, text = short }) => {
      const { tally } = await runLive(await planOf(text), {
        shard: wholeFleet,
        workers: 1,
        signal: new AbortController().signal,
        onNews: () => {},
        pace: Number.POSITIVE_INFINITY,
        broker: (parts) => openMosquitto(more, parts),
      });
      expect(tally.sum('tenancy-faults') > 0).toBe(more.length > 0);
      expect(tally.sum('lost')).toBe(0);
      expect(tally.sum('unopened')).toBe(0);
      const sentences = tally.findings.map((finding) => finding.sentence);
      expect(sentences.length > 0).toBe(more.length > 0);
      for (const one of sentences) expect(one).toMatch(told);
    },
    120_000,
  );
});
