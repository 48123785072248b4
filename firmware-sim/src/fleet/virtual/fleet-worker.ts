/** A thread that lives devices (see `firmware-sim/bin/fleet-worker.js`). */
import { parentPort, workerData } from 'node:worker_threads';

import { FeierabendError, useCryptoEngine } from '@feierabend/protocol';

import { nativeCrypto } from '../../hardware/native-crypto.ts';
import { deviceLiver } from './live-devices.ts';
import type { FleetWorkerData, FromFleetWorker, ToFleetWorker } from './worker-messages.ts';

useCryptoEngine(nativeCrypto);
const { plan } = workerData as FleetWorkerData;
const live = deviceLiver(plan);
const post = (message: FromFleetWorker): void => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(message);
};

async function answer({ indices }: ToFleetWorker): Promise<void> {
  try {
    const account = await live(indices);
    post({ is: 'lived', devices: indices.length, account: account.data });
  } catch (error) {
    const code = error instanceof FeierabendError ? error.code : 'INTERNAL';
    post({
      is: 'failed',
      code,
      text: error instanceof Error ? (error.stack ?? '') : String(error),
    });
  }
}

parentPort?.on('message', (message: ToFleetWorker) => void answer(message));
post({ is: 'ready' });
