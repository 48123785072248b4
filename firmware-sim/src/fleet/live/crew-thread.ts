/** A thread of devices behind a broker (see `firmware-sim/bin/fleet-worker.js`). */
import { workerData } from 'node:worker_threads';

import { useCryptoEngine } from '@feierabend/protocol';

import { nativeCrypto } from '../../hardware/native-crypto.ts';
import { LiveCrew, type Arrival, type CrewParts } from './live-crew.ts';
import type { Pace } from './pace-clock.ts';
import { report, serve } from './thread-side.ts';

useCryptoEngine(nativeCrypto);
const parts = workerData as Omit<CrewParts, 'request'>;
const crew = new LiveCrew({ ...parts, request: report });
serve({
  muster: () => crew.muster(),
  advance: (untilMs: number, pace: Pace) => crew.advance(untilMs, pace),
  settled: () => crew.settled(),
  arrived: (messages: readonly Arrival[]) => crew.arrived(messages),
  will: (...will: Parameters<LiveCrew['will']>) => crew.will(...will),
  glance: () => crew.glance(),
  halt: () => crew.halt(),
  finish: () => crew.finish(),
  stop: () => crew.stop(),
});
