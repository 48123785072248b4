import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { writeDeviceFile } from '../demo/tenant-kit.ts';
import { deviceName } from './station-broker.ts';
import type { StationParts } from './station-parts.ts';

const deadlineMs = 60_000;
let made = 0;

/** A tracker in real time whose device file sends it to a broker of the test's choice, until it gives up by itself. */
export async function loneTracker(
  parts: StationParts,
  brokerUrl: string,
): Promise<{ readonly exitCode: number | null; readonly said: string }> {
  made += 1;
  const home = join(parts.folder, `lone${made}`);
  await mkdir(home, { mode: 0o700 });
  const file = join(home, 'device.json');
  const network = { pki: parts.pki, broker: { url: brokerUrl } };
  const place = { secretFolder: home, imageFolder: parts.imageFolder, network };
  await writeDeviceFile(place, parts.kit, { device: deviceName(380 + made), file });
  const { execPath, trackerScript } = parts.order.host;
  const program =
    trackerScript ?? createRequire(import.meta.url).resolve('@feierabend/firmware-sim/bin');
  const args = ['run', '--config', file, '--serial', join(home, 's')];
  const child = spawn(execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { registry } = parts.cleanup;
  if (registry?.addChild(child.pid) === false) child.kill('SIGKILL');
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
  child.stdout.resume();
  const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  registry?.removeChild(child.pid);
  return { exitCode, said };
}
