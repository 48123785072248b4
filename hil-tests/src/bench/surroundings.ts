import { once } from 'node:events';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';

import { openLink, probePort, realClock, realHost } from '@feierabend/flasher';
import { LinkError } from '@feierabend/protocol';

import type { HilHost } from '../io.ts';
import type { Bench } from './bench-schema.ts';
import type { BenchSurroundings } from './check-bench.ts';
import { openRig } from './open-rig.ts';

const connectDeadlineMs = 5000;
/** Debian keeps brokers where only root looks for programs. */
const furtherFolders = ['/usr/sbin', '/usr/local/sbin'];

/** The machine this program runs on. */
export function realSurroundings(
  { searchPath = '', pid }: Pick<HilHost, 'searchPath' | 'pid'>,
  signal: AbortSignal,
): BenchSurroundings {
  return {
    system: realHost,
    findProgram: (name) => findProgram(name, searchPath),
    probe: (port, baudRate) =>
      probePort({
        openLink: () => openLink({ port, baudRate }),
        clock: realClock,
        signal,
        answerTimeoutMs: 2000,
      }),
    tryRig: (bench, whilePowered) => tryRig(bench, pid, whilePowered),
    connect: listens,
  };
}

export async function findProgram(name: string, searchPath: string): Promise<string | undefined> {
  const folders = [...searchPath.split(delimiter), ...furtherFolders];
  const candidates = name.includes('/') ? [name] : folders.map((folder) => join(folder, name));
  for (const candidate of candidates) {
    // oxlint-disable-next-line no-await-in-loop -- the first in the order of the path
    if (await isProgram(candidate)) return candidate;
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function tryRig(
  bench: Bench,
  pid: number | undefined,
  whilePowered: () => Promise<void>,
): Promise<string> {
  const dark = { indicator: 'off' } as const;
  const { rig } = await openRig({
    bench,
    system: realHost,
    pid,
    tracker: { power: async () => dark, input: async () => dark },
  });
  try {
    const { firmware } = rig;
    if (bench.power === 'rig') {
      await rig.power(true);
      await whilePowered();
    }
    return `${firmware} on ${bench.rig?.kind === 'firmata' ? bench.rig.port : 'an emulated Arduino Uno'}`;
  } finally {
    await rig.close();
  }
}

async function listens(host: string, port: number): Promise<void> {
  const socket = connect(port, host);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(connectDeadlineMs) });
  } catch (cause) {
    throw new LinkError({
      code: 'BENCH_BROKER',
      expected: `a broker at ${host}:${port}`,
      came: `nobody listens there (${cause instanceof Error ? cause.message : String(cause)})`,
      next: 'start it, or correct broker.url in the bench file',
      cause,
    });
  } finally {
    socket.destroy();
  }
}
