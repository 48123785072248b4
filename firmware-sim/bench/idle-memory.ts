import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import type { CompiledPolicy } from '@feierabend/protocol';

import { BareDevice, benchTenant } from './bare-device.ts';

const devices = 300;

export interface IdleMemory {
  readonly devices: number;
  /** Of the whole process, for one device more. */
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly arrayBufferBytes: number;
  /** Memory of the cells of its flash that are written. */
  readonly flashBytes: number;
}

/** What the process grows by for each provisioned device that has a policy and waits for its window. */
export function idleMemory(policy: CompiledPolicy, fromS: number): IdleMemory {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const kept: BareDevice[] = [];
  const make = (seed: number) => {
    const one = new BareDevice({ tenant: benchTenant, policy, fromS, seed });
    one.passTo(fromS + 60);
    kept.push(one);
  };
  // The first ones pay for compiled code and tables that all share.
  for (let seed = 0; seed < 50; seed += 1) make(seed);
  const settled = () => {
    for (let i = 0; i < 3; i += 1) collect();
    return process.memoryUsage();
  };
  const before = settled();
  for (let seed = 0; seed < devices; seed += 1) make(1000 + seed);
  const after = settled();
  return {
    devices: kept.length - 50,
    rssBytes: Math.round((after.rss - before.rss) / devices),
    heapBytes: Math.round((after.heapUsed - before.heapUsed) / devices),
    arrayBufferBytes: Math.round((after.arrayBuffers - before.arrayBuffers) / devices),
    flashBytes: kept[0]?.flash.allocatedBytes ?? 0,
  };
}
