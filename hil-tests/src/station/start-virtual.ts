import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { realClock } from '@feierabend/flasher';
import { InternalError } from '@feierabend/protocol';

import type { BenchState } from '../bench/control-client.ts';
import type { VirtualBench } from '../bench/bench-schema.ts';
import { VirtualTarget } from '../bench/virtual-target.ts';
import { writeBlankFile, writeDeviceFile } from '../demo/tenant-kit.ts';
import type { TapRecord } from '@feierabend/firmware-sim/leak/tap-record';
import { noteFed } from '../run/run-places.ts';
import { FlasherRuns } from './flasher-runs.ts';
import { deviceName, devicesMax } from './station-broker.ts';
import { tenant, type MakeTrackerOptions, type StationParts } from './station-parts.ts';
import { VirtualTracker } from './virtual-tracker.ts';

let made = 0;

/** A new tracker in a process of its own, fresh from the factory, with power. */
export async function startVirtualTracker(
  parts: StationParts,
  options: MakeTrackerOptions,
): Promise<VirtualTracker> {
  const { order, office, rig, folder, kit, cleanup } = parts;
  const bench = order.bench as VirtualBench;
  made += 1;
  if (made > devicesMax) throw new InternalError(`a run makes at most ${devicesMax} trackers`);
  const device = deviceName(made);
  const home = join(folder, String(made));
  await mkdir(home, { mode: 0o700 });
  const configFile = join(home, 'device.json');
  const { secondBrokerUrl: url } = options;
  const second = url === undefined ? undefined : { url };
  const broker = { url: options.brokerUrl ?? parts.broker.deviceUrl };
  const network = { pki: parts.pki, broker, second };
  const place = { secretFolder: home, imageFolder: parts.imageFolder, network };
  if (options.state === 'blank') await writeBlankFile(place, kit, configFile);
  else await writeDeviceFile(place, kit, { device, file: configFile });

  const taps: TapRecord[] = [];
  let state: BenchState | undefined;
  const seen = (now: BenchState): BenchState => {
    state = now;
    rig?.light(now.indicator);
    return now;
  };
  const target = await VirtualTarget.start({
    bench,
    host: order.host,
    folder: home,
    configFile,
    seed: order.seed * 1000 + made,
    startMs: options.startMs,
    onTap: (tap) => taps.push(tap),
    onState: seen,
    registry: cleanup.registry,
  });
  rig?.wire(target);
  const tracker: VirtualTracker = new VirtualTracker({
    tenant,
    device,
    target,
    baud: bench.target.baud,
    startMs: options.startMs,
    flasher: new FlasherRuns(parts.random.fork(device), {
      ...realClock,
      unixS: () => Math.floor(tracker.nowMs() / 1000),
    }),
    office,
    rig,
    powerByRig: bench.power === 'rig',
    taps,
    state: () => {
      if (state === undefined) throw new InternalError('the tracker has not been asked yet');
      return state;
    },
    onFeed: (epochs) => noteFed(order.attachmentFolder, epochs),
    onIdentity: options.onIdentity,
  });
  try {
    // The relay may still be closed for the tracker before, and a relay that does not move switches nothing.
    if (bench.power === 'rig') await tracker.power(false);
    await tracker.power(true);
    return tracker;
  } catch (error) {
    await tracker.stop();
    throw error;
  }
}
