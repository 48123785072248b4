/** Proxies with faults, in a thread of their own (see `firmware-sim/bin/fleet-worker.js`). */
import { workerData } from 'node:worker_threads';

import { ProxyRoads, type RoadParts } from './roads.ts';
import { serve } from './thread-side.ts';

const roads = await ProxyRoads.open(workerData as RoadParts);
serve({
  ports: () => roads.ports,
  change: (fault: number, isOn: boolean) => roads.change(fault, isOn),
  bytes: () => roads.bytes(),
});
