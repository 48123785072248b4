import { resolve } from 'node:path';

import { UsageError } from '@feierabend/protocol';

import type { World } from '../command.ts';
import type { PanelDevice } from './manifest.ts';

export interface PanelOutputs {
  readonly manifest: string;
  readonly state: string;
  readonly csv: string | undefined;
  readonly html: string | undefined;
}

/**
 * Before anything is sent, as afterwards it would be too late to name other files: each can be
 * written, and none would replace what the panel is made of.
 */
export async function requireOutputs(
  world: World,
  outputs: PanelOutputs,
  devices: readonly PanelDevice[],
): Promise<void> {
  const taken = new Map<string, string>();
  const take = async (path: string, what: string): Promise<void> => {
    const real = (await world.host.files.real(path)) ?? resolve(path);
    taken.set(real, what);
  };
  const words = new Set(devices.flatMap(({ steps }) => steps.flatMap((step) => step.slice(1))));
  await Promise.all([...words].map((word) => take(word, 'a word of a step')));
  await take(outputs.manifest, 'the manifest');
  const named = [
    ['the state', outputs.state],
    ['--csv', outputs.csv],
    ['--html', outputs.html],
  ] as const;
  // oxlint-disable no-await-in-loop -- the first that does not fit is told
  for (const [what, path] of named) {
    if (path === undefined) continue;
    const other = taken.get((await world.host.files.real(path)) ?? resolve(path));
    if (other !== undefined) throw sameFile(path, what, other);
    await take(path, what);
    await world.checkTarget(path, true);
  }
  // oxlint-enable no-await-in-loop
}

function sameFile(path: string, what: string, other: string): UsageError {
  return new UsageError({
    code: 'PANEL_OUTPUT',
    expected: `a file for ${what} that nothing else is in`,
    came: `${path} is ${other}`,
    next: 'name another file; no port was opened',
  });
}
