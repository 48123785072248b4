import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { LinkError } from '@feierabend/protocol';

import type { FlasherRun, FlasherRuns } from '../flasher-runs.ts';
import { deviceName } from '../station-broker.ts';
import { tenant, type StationParts } from '../station-parts.ts';
import type { BenchKeys } from './bench-keys.ts';

/** What the broker's list calls the one board of a bench. */
export const boardDevice = deviceName(1);
const region = 'DE';

interface Told {
  readonly lifeCycle: string;
  readonly tenant: string;
  readonly device: string;
}

export interface OwnBoardOptions {
  readonly parts: StationParts;
  readonly keys: BenchKeys;
  readonly flasher: FlasherRuns;
  readonly port: readonly string[];
  /** What `info` said. */
  readonly info: FlasherRun['result'];
}

/**
 * Makes a blank board one of this bench, with the flasher's own command. A board that obeys others is told apart by its
 * signing key and left as it is: a wipe is the end of a device, and nobody asked for it.
 */
export async function ownBoard(options: OwnBoardOptions): Promise<void> {
  const { parts, keys, flasher, port, info } = options;
  const told = info['tracker'] as Told | null;
  if (told === null) return;
  const signKey = (info['identity'] as { signKey: string } | null)?.signKey;
  if (told.lifeCycle === 'provisioned') {
    if (signKey !== undefined && signKey === keys.signKey) return;
    throw foreign(told, keys);
  }
  if (told.lifeCycle !== 'unprovisioned') throw foreign(told, keys);
  const file = async (name: string, text: string): Promise<string> => {
    const path = join(parts.folder, 'keys', name);
    await writeFile(path, text, { mode: 0o600 });
    return path;
  };
  const { certPem, keyPem } = await parts.pki.authority();
  const ca = await file('board-ca.pem', certPem);
  const people = [parts.kit.adminKey, parts.kit.councilKey].flatMap((key) => [
    '--person',
    key.replace(/\.key\.json$/u, '.pub.json'),
  ]);
  const authority = ['--ca', ca, '--ca-key', await file('board-ca.key.pem', keyPem)];
  const network = ['--anchor', ca, '--broker', `${parts.broker.deviceUrl}=${region}`];
  const secret = (name: string): string => join(parts.folder, 'keys', name);
  const identity = ['--identity', secret('board.identity.json'), '--out', secret('board.cert.pem')];
  const names = ['--tenant', tenant, '--device', boardDevice];
  const words = [...names, ...authority, ...network, ...people, ...identity, ...port];
  await flasher.quiet('provision', 'run', ...words);
  const after = await flasher.quiet('info', ...port);
  const made = after.result['identity'] as { signKey: string } | null;
  if (made !== null) await keys.adopt(made.signKey);
}

function foreign({ lifeCycle, tenant: owner, device }: Told, keys: BenchKeys): LinkError {
  const isOver = lifeCycle === 'decommissioned';
  return new LinkError({
    code: 'BENCH_OWNED',
    expected: 'a blank board, or the one that obeys the keys of this bench',
    came: isOver
      ? 'it was wiped, which is the end of a device'
      : `it is ${device} of tenant ${owner}, and obeys other keys`,
    next: isOver
      ? 'erase its flash with the programmer of its maker'
      : keys.authority === undefined
        ? 'name a folder in "keys" of the bench file, where the keys of its board are kept, and give it a blank board'
        : 'give this bench the board it had, or a blank one; nothing was changed on this one',
  });
}
