import { Worker } from 'node:worker_threads';

import { InternalError, useCryptoEngine } from '@feierabend/protocol';

import { nativeCrypto } from '../../hardware/native-crypto.ts';
import { devicesOf, type FleetPlan } from '../plan/fleet-plan.ts';
import { shardIndex, shardSize, type Shard } from '../plan/shard.ts';
import { FleetAccount } from '../result/fleet-account.ts';
import type { TellNews } from '../view/fleet-news.ts';
import { deviceLiver } from './live-devices.ts';
import type { FromFleetWorker, ToFleetWorker } from './worker-messages.ts';

const script = new URL('../../../bin/fleet-worker.js', import.meta.url);

/** A thread gets so many devices at once, so that all end at about the same time. */
const batchMax = 32;
/** A thread takes seconds to start: it is not worth that for fewer devices. */
const devicesPerThreadMin = 20;

export interface VirtualRunOptions {
  readonly shard: Shard;
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly onNews: TellNews;
}

/** Lives a fleet, or a shard of it, in virtual time. The account does not depend on the number of workers. */
export async function runVirtual(
  plan: FleetPlan,
  { shard, signal, onNews, ...asked }: VirtualRunOptions,
): Promise<FleetAccount> {
  const all = shardSize(shard, devicesOf(plan));
  const workers = Math.max(1, Math.min(asked.workers, Math.floor(all / devicesPerThreadMin)));
  // In this thread one by one: each is told when it has lived, and only that one is lost to a signal.
  const batch = workers === 1 ? 1 : Math.max(1, Math.min(batchMax, Math.ceil(all / workers / 4)));
  const account = FleetAccount.empty(plan);
  let [given, done] = [0, 0];
  const next = (): readonly number[] => {
    const count = Math.min(batch, all - given);
    const indices = Array.from({ length: count }, (_, at) => shardIndex(shard, given + at));
    given += count;
    return indices;
  };
  const options: WorkerOptions = {
    next,
    signal,
    lived: (devices, part) => {
      account.add(part);
      done += devices;
      const { tally } = account;
      const states = { lived: done, waiting: all - done };
      onNews({ done, all, unit: 'devices', devices: all, states, tally });
    },
  };
  const live = workers === 1 ? liveHere : liveInWorker;
  await Promise.all(Array.from({ length: workers }, () => live(plan, options)));
  return account;
}

interface WorkerOptions {
  readonly next: () => readonly number[];
  readonly lived: (devices: number, account: FleetAccount) => void;
  readonly signal: AbortSignal;
}

/** In this thread: a thread of its own takes seconds to start. */
async function liveHere(plan: FleetPlan, { next, lived, signal }: WorkerOptions): Promise<void> {
  useCryptoEngine(nativeCrypto);
  const live = deviceLiver(plan, () => !signal.aborted);
  for (let indices = next(); indices.length > 0; indices = next()) {
    // oxlint-disable-next-line no-await-in-loop
    const account = await live(indices);
    if (signal.aborted) return;
    lived(indices.length, account);
  }
}

/** One thread, from its first devices to the last that are left. */
async function liveInWorker(plan: FleetPlan, options: WorkerOptions): Promise<void> {
  const { next, lived, signal } = options;
  const worker = new Worker(script, { workerData: { entry: 'virtual/fleet-worker', plan } });
  const stop = () => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      const give = () => {
        const indices = next();
        if (indices.length === 0) return resolve();
        const message: ToFleetWorker = { indices };
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
        worker.postMessage(message);
      };
      worker.on('error', reject);
      worker.on('exit', () => {
        if (signal.aborted) resolve();
        else reject(new InternalError('a thread of the fleet ended by itself'));
      });
      worker.on('message', (message: FromFleetWorker) => {
        if (message.is === 'failed') {
          reject(new InternalError(`a device could not live: ${message.text}`));
          return;
        }
        if (message.is === 'lived') lived(message.devices, FleetAccount.of(message.account));
        give();
      });
    });
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
