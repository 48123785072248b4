import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Tally } from '../result/tally.ts';
import { fleetMetricDocs, FleetMetrics } from './fleet-metrics.ts';
import { MetricsServer } from './metrics-server.ts';

const cost = { wallS: 3, cpuS: 2.5, peakRssMiB: 128 };
const metrics = new FleetMetrics(() => cost);
const tally = new Tally();
const states = { 'on-duty': 3, off: 1 };
const news = { all: 4, unit: 'devices', devices: 4, states, connected: 3, tally } as const;

let server: MetricsServer;
beforeAll(async () => {
  server = await MetricsServer.start(metrics, 0);
});
afterAll(() => server.stop());

async function samples(): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(server.url)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

describe('the metrics of a run', () => {
  it('are what is known at the moment that Prometheus asks', async () => {
    tally.count('messages', 40);
    for (const ms of [200, 200, 4000]) tally.record('delivery', ms);
    metrics.tell({ ...news, done: 1 });
    const first = await samples();
    tally.count('messages', 2);
    tally.record('delivery', 200);
    metrics.tell({ ...news, done: 3, states: { 'on-duty': 4 } });
    const second = await samples();
    const both = (name: string) => [
      first.get(`feierabend_fleet_${name}`),
      second.get(`feierabend_fleet_${name}`),
    ];
    expect(both('messages_total')).toEqual([40, 42]);
    expect(both('delivery_seconds_count')).toEqual([3, 4]);
    expect(both('delivery_seconds_bucket{le="0.25"}')).toEqual([2, 3]);
    expect(both('delivery_seconds_bucket{le="5"}')).toEqual([3, 4]);
    expect(both('progress_ratio')).toEqual([0.25, 0.75]);
    expect(both('state_devices{state="on-duty"}')).toEqual([3, 4]);
    expect(both('state_devices{state="off"}')).toEqual([1, undefined]);
    expect(both('cpu_seconds_total')).toEqual([2.5, 2.5]);
    expect(both('peak_resident_memory_bytes')).toEqual([134_217_728, 134_217_728]);
  });

  it.each(['//', '/%', '///x', '/metrics/', '*'])(
    'are not at %s, and the run goes on',
    async (path) => {
      const [response] = (await once(get(server.url, { path }), 'response')) as [IncomingMessage];
      response.resume();
      expect(response.statusCode).toBe(404);
      expect((await fetch(`${server.url}?again`)).status).toBe(200);
    },
  );

  it('have a name, a type and a text each, which are those of the table in the docs', async () => {
    const text = await (await fetch(server.url)).text();
    const helps = [...text.matchAll(/^# HELP (\S+) (.+)$/gmu)].map(([, name, help]) => [
      name,
      help,
    ]);
    const types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gmu)].map(([, a, b]) => [a, b]));
    const told = helps.map(([name, help]) => `| \`${name}\` | ${types.get(name)} | ${help} |`);
    const table = fleetMetricDocs.map(
      ({ name, type, help }) => `| \`${name}\` | ${type} | ${help} |`,
    );
    expect(told.toSorted()).toEqual(table.toSorted());
    const docs = await readFile(
      new URL('../../../../docs/fleet/metrics.md', import.meta.url),
      'utf8',
    );
    expect(docs).toContain(`| --- | --- | --- |\n${table.join('\n')}\n`);
  });

  it('are told to a GET of /metrics, and nothing else is', async () => {
    const answer = await fetch(server.url);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect((await fetch(new URL('/', server.url))).status).toBe(404);
    expect((await fetch(server.url, { method: 'POST' })).status).toBe(405);
  });

  it('end with the run', async () => {
    const other = await MetricsServer.start(new FleetMetrics(() => cost), 0);
    await fetch(other.url);
    await other.stop();
    await expect(fetch(other.url)).rejects.toThrow('fetch failed');
  });

  it('are an error with a code where the port is in use', async () => {
    const port = Number(new URL(server.url).port);
    await expect(MetricsServer.start(new FleetMetrics(() => cost), port)).rejects.toMatchObject({
      code: 'FLEET_METRICS_PORT',
    });
  });
});
