// One client in a process of its own, so that its memory is clean. Started by firmware-sim/bench/fleet.ts, with what to
// measure as JSON; prints what it measured as JSON.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { checkOpenFiles, openFilesMax } from '../../src/fleet/wire/open-files.ts';
import { bareClient } from './bare-client.ts';
import type { BenchClient, BenchTls } from './client.ts';
import { leanClient } from './lean-client.ts';
import { mqttjsClient } from './mqttjs-client.ts';

export interface ClientOrder {
  readonly client: keyof typeof clients;
  readonly port: number;
  readonly devices: number;
  /** File with {@link BenchTls}; undefined for plain TCP. */
  readonly tlsFile: string | undefined;
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
  readonly pacedReports: number;
  /** As fast as it goes, 64 under way in the process: by the clock, and by the CPU time of the client. */
  readonly reportsPerS: number;
  readonly reportsPerCpuS: number;
}

const clients = {
  lean: leanClient,
  'MQTT.js': mqttjsClient,
  bare: bareClient,
} as const;

/** More than that and the queue of mosquitto's listener overflows. */
const atOnce = 64;
const settleMs = 1500;
const stepMs = 10;
const drainDeadlineMs = 20_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function memory() {
  for (let i = 0; i < 4; i += 1) collect();
  return process.memoryUsage();
}

function cpuS(since?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

async function connectAll(client: BenchClient, from: number, until: number): Promise<void> {
  let next = from;
  const lane = async () => {
    while (next < until) {
      const index = next;
      next += 1;
      // oxlint-disable-next-line no-await-in-loop -- each lane connects one after the other
      await client.connect(index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

/** Each device once a second, spread over the second. What was not acknowledged yet is waited for at the end. */
async function paced(client: BenchClient, devices: number, seconds: number) {
  let [sent, acknowledged] = [0, 0];
  const done = () => {
    acknowledged += 1;
  };
  const startMs = performance.now();
  const total = devices * seconds;
  while (sent < total) {
    const dueNow = Math.min(total, Math.floor(((performance.now() - startMs) / 1000) * devices));
    for (; sent < dueNow; sent += 1) client.publish(sent % devices, done);
    // oxlint-disable-next-line no-await-in-loop -- one step after the other
    await sleep(stepMs);
  }
  const deadlineMs = performance.now() + drainDeadlineMs;
  while (acknowledged < total) {
    if (performance.now() > deadlineMs)
      throw new TypeError(`${acknowledged} of ${total} came back`);
    // oxlint-disable-next-line no-await-in-loop -- see above
    await sleep(stepMs);
  }
  return total;
}

/** As fast as it goes: whoever was acknowledged sends the next one, for the device whose turn it is. */
function fast(client: BenchClient, devices: number, seconds: number): Promise<number> {
  return new Promise((resolve) => {
    let [next, acknowledged, underWay] = [0, 0, 0];
    let isOver = false;
    const send = () => {
      underWay += 1;
      client.publish(next, done);
      next = (next + 1) % devices;
    };
    const done = () => {
      underWay -= 1;
      if (!isOver) {
        acknowledged += 1;
        send();
      } else if (underWay === 0) resolve(acknowledged);
    };
    for (let i = 0; i < Math.min(atOnce, devices); i += 1) send();
    setTimeout(() => {
      isOver = true;
    }, seconds * 1000);
  });
}

async function measure(order: ClientOrder): Promise<ClientFigures> {
  const { devices, port, tlsFile, seconds } = order;
  checkOpenFiles(devices, await openFilesMax());
  const tls =
    tlsFile === undefined ? undefined : (JSON.parse(readFileSync(tlsFile, 'utf8')) as BenchTls);
  const client = clients[order.client]({ port, tls });
  // The first ones pay for compiled code and tables that all share.
  const first = Math.min(atOnce, Math.ceil(devices / 10));
  await connectAll(client, 0, first);
  await sleep(settleMs);
  const before = memory();
  const cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  await connectAll(client, first, devices);
  const connectS = (performance.now() - startMs) / 1000;
  const connectCpuS = cpuS(cpuBefore);
  await sleep(settleMs);
  const after = memory();
  const pacedBefore = process.cpuUsage();
  const pacedReports = await paced(client, devices, seconds);
  const pacedCpuS = cpuS(pacedBefore);
  const fastBefore = process.cpuUsage();
  const fastStartMs = performance.now();
  const fastReports = await fast(client, devices, seconds);
  const fastWallS = (performance.now() - fastStartMs) / 1000;
  const fastCpuS = cpuS(fastBefore);
  const measured = devices - first;
  return {
    rssKibPerConnection: (after.rss - before.rss) / 1024 / measured,
    heapKibPerConnection: (after.heapUsed - before.heapUsed) / 1024 / measured,
    cpuSPer1000Connects: (connectCpuS / measured) * 1000,
    connectsPerS: measured / connectS,
    cpuUsPerReport: (pacedCpuS / pacedReports) * 1e6,
    pacedReports,
    reportsPerS: fastReports / fastWallS,
    reportsPerCpuS: fastReports / fastCpuS,
  };
}

const figures = await measure(JSON.parse(process.argv[2] ?? '{}') as ClientOrder);
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exit(0);
