// Whole trackers behind connections, in a process of its own so that its memory is clean. Started with what to measure as JSON;
// prints what it measured as JSON. By itself, with a broker on the port: node .ci/run-program.js THIS_FILE '{"port":1883,"devices":1000}'
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { useCryptoEngine } from '@feierabend/protocol';

import { topicOf } from '../../src/broker/topic.ts';
import { WireCarrier } from '../../src/fleet/live/wire-carrier.ts';
import { Tally } from '../../src/fleet/result/tally.ts';
import { directCarrier, type Carrier, type CarrierEnds } from '../../src/fleet/virtual/carrier.ts';
import { DeviceMaker, type DeviceRun } from '../../src/fleet/virtual/device-run.ts';
import { FleetWire } from '../../src/fleet/wire/fleet-wire.ts';
import { nativeCrypto } from '../../src/hardware/native-crypto.ts';
import { SharedPages } from '../../src/hardware/shared-pages.ts';
import { planOf } from '../../src/testing/test-fleet.ts';
import type { BenchTls } from './client.ts';

export interface TrackerOrder {
  readonly port: number;
  readonly devices: number;
  /** File with {@link BenchTls}; undefined for plain TCP. */
  readonly tlsFile: string | undefined;
}

export interface TrackerFigures {
  readonly devices: number;
  /** Of the process, for each device that is connected and sleeps until its window. */
  readonly kibPerDevice: number;
  /** The same device in virtual time, without a connection. */
  readonly kibPerDeviceAlone: number;
  /** What a message costs more than the same message without a network: encoding and sealing apart. */
  readonly cpuUsPerMessage: number;
  readonly messages: number;
}

const warmUp = 100;
const asleepMs = 120_000;
const workMs = 150 * 60_000;
const atOnce = 256;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
useCryptoEngine(nativeCrypto);
const order = JSON.parse(process.argv[2] ?? '{}') as TrackerOrder;
const plan = await planOf(`fleet: 1
name: Trackers
from: 2026-03-02T05:00
duration: 12 h
groups:
  - { name: van, devices: ${order.devices + warmUp}, policy: policy.yaml, track: parked }
`);
const tls =
  order.tlsFile === undefined
    ? undefined
    : (JSON.parse(readFileSync(order.tlsFile, 'utf8')) as BenchTls);
const wire = new FleetWire({ versions: ['3.1.1'], plainTcp: 'for a bench' });
const brokers = [`${tls === undefined ? 'mqtt' : 'mqtts'}://127.0.0.1:${order.port}`];
let messages = 0;

/** What is sent is judged at once, as without a network: the difference is the connection. */
function connected(ends: CarrierEnds): Carrier {
  const { index, tenant, device } = ends.plan;
  const identity = () => {
    const own = tls?.devices[index % tls.devices.length];
    return { caPem: tls?.caPem ?? '', certPem: own?.certPem ?? '', keyPem: own?.keyPem ?? '' };
  };
  const carrier = new WireCarrier({
    ends,
    wire,
    identity: { tenant, device, brokers, tls: identity },
    request: () => {},
  });
  const sent = carrier.sent.bind(carrier);
  carrier.sent = (message, atMs) => {
    messages += 1;
    sent(message, atMs);
    carrier.arrived(topicOf(tenant, device, message.channel), message.payload);
  };
  return carrier;
}

class Group {
  readonly runs: DeviceRun[] = [];
  readonly #maker = new DeviceMaker(plan);
  readonly #tally = new Tally();
  readonly #pages = new SharedPages();

  make(first: number, count: number, carrier: (ends: CarrierEnds) => Carrier): void {
    for (let index = first; index < first + count; index += 1) {
      this.runs.push(this.#maker.make(index, { tally: this.#tally, pages: this.#pages, carrier }));
    }
  }

  async advance(untilMs: number): Promise<void> {
    const due = this.runs.values();
    const lane = async () => {
      // oxlint-disable-next-line no-await-in-loop -- each lane has one device after the other
      for (const run of due) await run.advance(untilMs);
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  }
}

function memory(): NodeJS.MemoryUsage {
  for (let i = 0; i < 4; i += 1) collect();
  return process.memoryUsage();
}

async function cpuUsOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** Nobody makes room for the next ones. */
const kept: Group[] = [];
const fromMs = plan.fromS * 1000;

/** Memory for each device that sleeps, and the time that its work takes. */
async function measure(carrier: (ends: CarrierEnds) => Carrier) {
  const group = new Group();
  kept.push(group);
  group.make(0, warmUp, carrier);
  await group.advance(fromMs + asleepMs);
  const before = memory();
  group.make(warmUp, order.devices, carrier);
  await group.advance(fromMs + asleepMs);
  const after = memory();
  const cpuUs = await cpuUsOf(() => group.advance(fromMs + workMs));
  const heap = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  // Devices that move into memory which others left make the resident set too small, and free pages make it too large.
  return { kib: Math.max(heap, after.rss - before.rss) / order.devices / 1024, cpuUs };
}

// The first one pays for compiled code.
await measure(directCarrier);
const alone = await measure(directCarrier);
messages = 0;
const live = await measure(connected);
const figures: TrackerFigures = {
  devices: order.devices,
  kibPerDevice: live.kib,
  kibPerDeviceAlone: alone.kib,
  cpuUsPerMessage: (live.cpuUs - alone.cpuUs) / messages,
  messages,
};
process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit(0));
