/** The embedded broker in a thread of its own (see `firmware-sim/bin/fleet-worker.js`). */
import { workerData } from 'node:worker_threads';

import { EmbeddedLiveBroker, type LiveBrokerOptions } from './live-broker.ts';
import { serve } from './thread-side.ts';

const { pki, identities } = workerData as LiveBrokerOptions;
const broker = await EmbeddedLiveBroker.start({ pki, identities });
serve({
  urls: () => broker.urls,
  down: () => broker.down(),
  up: () => broker.up(),
});
