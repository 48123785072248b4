// One client under measurement, in a process of its own so that its memory is clean. Started by firmware-sim/bench/fleet.ts, with what to
// measure as JSON; prints what it measured as JSON.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { checkOpenFiles, openFilesMax } from '../../src/fleet/wire/open-files.ts';
import { cpuSeconds } from '../reference.ts';
import { bareClient, bareClientOfOne } from './bare-client.ts';
import type { BenchClient, BenchTls, BenchVersion } from './client.ts';
import { leanClient, resumingClient } from './lean-client.ts';
import { atOnce, connectAll, fast, paced } from './load.ts';
import { mqttjsClient } from './mqttjs-client.ts';
import { trackerClient } from './tracker-client.ts';

export interface ClientOrder {
  readonly client: keyof typeof clients;
  readonly port: number;
  readonly devices: number;
  /** File with {@link BenchTls}; undefined for plain TCP. */
  readonly tlsFile: string | undefined;
  readonly version: BenchVersion;
  /** How long every device publishes once a second, and then as fast as it goes. */
  readonly seconds: number;
}

export interface ClientFigures {
  readonly rssKibPerConnection: number;
  readonly heapKibPerConnection: number;
  readonly cpuSPer1000Connects: number;
  readonly connectsPerS: number;
  /** Every device once a second. */
  readonly cpuUsPerReport: number;
  /** As fast as it goes, 64 under way in the process: by the clock, and by the CPU time of the client. */
  readonly reportsPerS: number;
  readonly reportsPerCpuS: number;
  /** After an outage; 0 for who was not asked. */
  readonly cpuMsPerReturn: number;
  /** Of what is behind a connection; 0 where there is nothing. */
  readonly makeCpuMs: number;
  readonly restCpuMs: number;
  readonly prepareCpuUs: number;
  readonly rssKibAwake: number;
}

const clients = {
  lean: leanClient,
  'lean resumes': resumingClient,
  tracker: trackerClient,
  'MQTT.js': mqttjsClient,
  bare: bareClient,
  'bare of one': bareClientOfOne,
} as const;

/** Until broker and garbage are quiet; where nothing is judged, nobody waits. */
const settleMs = (devices: number) => (devices < 1000 ? 100 : 1500);
/** Threads of the engine sweep for that long after a collection, which only the bench asked for. */
const sweepMs = 300;
const partMax = 250;
const warmUpS = 0.5;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What the process has of its own: pages of programs come and go with the memory of the machine. */
function memory() {
  for (let i = 0; i < 4; i += 1) collect();
  const { rss, heapUsed } = process.memoryUsage();
  if (process.platform !== 'linux') return { rss, heapUsed };
  const status = readFileSync('/proc/self/status', 'utf8');
  const kib = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'mu').exec(status)?.[1]);
  return { rss: (kib('RssAnon') + kib('VmSwap')) * 1024, heapUsed };
}

/** What was done before leaves nothing that the next part has to clean up. */
async function cleaned(): Promise<void> {
  collect();
  await sleep(sweepMs);
}

interface Started {
  readonly makeCpuS: number;
  readonly connectCpuS: number;
  readonly connectS: number;
  readonly restCpuS: number;
}

/** Connects these; what is behind them is made and put to rest in parts, since awake it takes more memory. */
async function start(client: BenchClient, from: number, until: number): Promise<Started> {
  const { behind } = client;
  const part = behind === undefined ? until - from : partMax;
  let [makeCpuS, connectCpuS, connectS, restCpuS] = [0, 0, 0, 0];
  for (let at = from; at < until; at += part) {
    const end = Math.min(until, at + part);
    makeCpuS += await cpuSeconds(() => {
      for (let index = at; index < end; index += 1) behind?.make(index);
    });
    // oxlint-disable-next-line no-await-in-loop -- one part after the other
    if (behind !== undefined) await cleaned();
    const startMs = performance.now();
    connectCpuS += await cpuSeconds(() => connectAll((index) => client.connect(index), at, end));
    connectS += (performance.now() - startMs) / 1000;
    restCpuS += await cpuSeconds(() => behind?.rest(at, end));
  }
  return { makeCpuS, connectCpuS, connectS, restCpuS };
}

/** In which every device publishes once; what has nothing behind it needs no pause in between. */
async function reports(client: BenchClient, devices: number, seconds: number) {
  const { behind } = client;
  const turns = behind === undefined ? 1 : seconds;
  let [prepareCpuS, cpuS] = [0, 0];
  for (let turn = 0; turn < turns; turn += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    prepareCpuS += await cpuSeconds(() => behind?.prepare());
    // oxlint-disable-next-line no-await-in-loop -- see above
    if (behind !== undefined) await cleaned();
    // oxlint-disable-next-line no-await-in-loop -- see above
    cpuS += await cpuSeconds(() => paced(client, devices, seconds / turns));
  }
  const sent = devices * seconds;
  return {
    cpuUsPerReport: (cpuS / sent) * 1e6,
    prepareCpuUs: behind === undefined ? 0 : (prepareCpuS / sent) * 1e6,
  };
}

async function measure(order: ClientOrder): Promise<ClientFigures> {
  const { devices, port, tlsFile, seconds, version } = order;
  checkOpenFiles(devices, await openFilesMax());
  const tls =
    tlsFile === undefined ? undefined : (JSON.parse(readFileSync(tlsFile, 'utf8')) as BenchTls);
  const brokers = [`${tls === undefined ? 'mqtt' : 'mqtts'}://127.0.0.1:${port}`];
  const client: BenchClient = await clients[order.client]({ port, brokers, tls, version });
  // The first ones pay for compiled code and tables that all share.
  const first = Math.min(atOnce, Math.ceil(devices / 10));
  await start(client, 0, first);
  await sleep(settleMs(devices));
  const before = memory();
  const { makeCpuS, connectCpuS, connectS, restCpuS } = await start(client, first, devices);
  await sleep(settleMs(devices));
  const after = memory();
  // The first reports pay for compiled code, too.
  if (client.behind === undefined) await fast(client, devices, { seconds: warmUpS });
  await client.behind?.begin();
  const awake = client.behind === undefined ? after : memory();
  const reported = await reports(client, devices, seconds);
  await client.behind?.prepare();
  if (client.behind !== undefined) await cleaned();
  const turns = client.behind === undefined ? {} : { turns: 1 };
  let fastReports = 0;
  const fastStartMs = performance.now();
  const fastCpuS = await cpuSeconds(async () => {
    fastReports = await fast(client, devices, { seconds, ...turns });
  });
  const fastWallS = (performance.now() - fastStartMs) / 1000;
  const againCpuS = await cpuSeconds(async () => {
    if (client.again !== undefined)
      await connectAll((index) => client.again?.(index) ?? Promise.resolve(), 0, devices);
  });
  const measured = devices - first;
  const kibEach = (bytes: number) => bytes / 1024 / measured;
  const isBacked = client.behind !== undefined;
  return {
    rssKibPerConnection: kibEach(after.rss - before.rss),
    heapKibPerConnection: kibEach(after.heapUsed - before.heapUsed),
    cpuSPer1000Connects: (connectCpuS / measured) * 1000,
    connectsPerS: measured / connectS,
    ...reported,
    reportsPerS: fastReports / fastWallS,
    reportsPerCpuS: fastReports / fastCpuS,
    cpuMsPerReturn: client.again === undefined ? 0 : (againCpuS / devices) * 1000,
    makeCpuMs: isBacked ? (makeCpuS / measured) * 1000 : 0,
    restCpuMs: isBacked ? (restCpuS / measured) * 1000 : 0,
    rssKibAwake: isBacked ? kibEach(awake.rss - before.rss) : 0,
  };
}

const figures = await measure(JSON.parse(process.argv[2] ?? '{}') as ClientOrder);
process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit(0));
