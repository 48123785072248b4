import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import type { CompiledPolicy } from '@feierabend/protocol';

import { SharedPages } from '../src/hardware/shared-pages.ts';
import { BareDevice, benchTenant } from './bare-device.ts';
import { cpuSeconds } from './reference.ts';

/** The first ones pay for compiled code and tables that all share. */
const warmUpDevices = 100;
const devices = 500;
/** The last place it was asked for is over, and what a start brings is sent. */
const settledS = 3_600;

export interface IdleMemory {
  readonly devices: number;
  /** Of those, how many could be put away. */
  readonly asleep: number;
  /**
   * Of the whole process, for one device more: what its heap and its array buffers grow by, or its resident set if that is
   * more. That one alone says too little where devices move into memory that others left.
   */
  readonly bytes: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly arrayBufferBytes: number;
  /** Memory of the cells of its flash that are written, and that no other device has alike. */
  readonly flashBytes: number;
  /** The same device at work: nothing is put away. */
  readonly awakeHeapBytes: number;
  readonly wakeCpuUs: number;
  readonly sleepCpuUs: number;
}

/** What the process grows by for each provisioned device that has a policy and waits for its window. */
export async function idleMemory(policy: CompiledPolicy, fromS: number): Promise<IdleMemory> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const settled = () => {
    for (let i = 0; i < 4; i += 1) collect();
    return process.memoryUsage();
  };
  const shared = new SharedPages();
  const putAway = (one: BareDevice) => {
    one.device.sleep();
    one.flash.pack(shared);
  };
  const kept: BareDevice[] = [];
  const make = (seed: number) => {
    const tenant = benchTenant.withDevice(`tracker-${seed}`);
    const one = new BareDevice({ tenant, policy, fromS, seed });
    one.passTo(fromS + settledS);
    putAway(one);
    kept.push(one);
  };
  for (let seed = 0; seed < warmUpDevices; seed += 1) make(seed);
  const before = settled();
  for (let seed = 0; seed < devices; seed += 1) make(1000 + seed);
  const after = settled();
  const flashBytes = kept.reduce((sum, { flash }) => sum + flash.allocatedBytes, 0) / kept.length;
  const asleep = kept.filter(({ device }) => device.isAsleep).length - warmUpDevices;
  let woken = 0;
  const wakeS = await cpuSeconds(() => {
    for (const { device } of kept) if (device.tracker !== undefined) woken += 1;
  });
  const awake = settled();
  const sleepS = await cpuSeconds(() => {
    for (const one of kept) putAway(one);
  });
  const each = (value: number) => Math.round(value / devices);
  const us = (s: number) => Math.round((s / woken) * 1e6);
  const rssBytes = each(after.rss - before.rss);
  const heapBytes = each(after.heapUsed - before.heapUsed);
  const arrayBufferBytes = each(after.arrayBuffers - before.arrayBuffers);
  return {
    devices,
    asleep,
    bytes: Math.max(rssBytes, heapBytes + arrayBufferBytes),
    rssBytes,
    heapBytes,
    arrayBufferBytes,
    flashBytes: Math.round(flashBytes),
    awakeHeapBytes: Math.round((awake.heapUsed - after.heapUsed) / kept.length),
    wakeCpuUs: us(wakeS),
    sleepCpuUs: us(sleepS),
  };
}
