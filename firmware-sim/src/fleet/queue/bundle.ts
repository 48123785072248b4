import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { DataError, UsageError } from '@feierabend/protocol';
import { z } from 'zod';

import type { ReadScenario } from '../scenario/scenario-file.ts';

/** 64 MB: days of recorded logs, and still a value that Redis likes to keep. */
const bundleBytesMax = 64 * 1024 * 1024;

/** Relative, and stays below its folder: the machine that unpacks it is not the one that packed it. */
const inside = /^(?!.*(?:^|\/)\.\.?(?:\/|$))[\w.-]+(?:\/[\w.-]+)*$/u;
const name = z.string().max(200).regex(inside);

const bundleShape = z.strictObject({
  scenario: name,
  /** Content in base64, by name. */
  files: z.record(name, z.base64()),
});
type Bundle = z.infer<typeof bundleShape>;

/**
 * A scenario and every file that it names, as one text for a machine that has none of them.
 *
 * @throws UsageError `FLEET_NOT_PORTABLE` for a file outside of the scenario's folder, or more than 64 MB
 */
export async function packScenario({ path, policies, logs }: ReadScenario): Promise<string> {
  const names = [basename(path), ...policies.keys(), ...logs.keys()];
  const outside = names.find((one) => !inside.test(one));
  if (outside !== undefined) throw notPortable(`${outside} is outside of its folder`);
  const folder = dirname(path);
  const files = await Promise.all(
    names.map(async (one) => [one, await readFile(join(folder, one), 'base64')] as const),
  );
  const bundle: Bundle = { scenario: basename(path), files: Object.fromEntries(files) };
  const text = JSON.stringify(bundle);
  if (text.length > bundleBytesMax) throw notPortable(`they are ${text.length} bytes together`);
  return text;
}

/**
 * Writes the files into an empty folder and returns the path of the scenario.
 *
 * @throws DataError `FLEET_BUNDLE`
 */
export async function unpackScenario(text: string, folder: string): Promise<string> {
  const { scenario, files } = readBundle(text);
  for (const [file, content] of Object.entries(files)) {
    const path = join(folder, file);
    // A few files, and folders that may be the same.
    // oxlint-disable-next-line no-await-in-loop
    await mkdir(dirname(path), { recursive: true });
    // oxlint-disable-next-line no-await-in-loop
    await writeFile(path, content, { encoding: 'base64', flag: 'wx' });
  }
  return join(folder, scenario);
}

function readBundle(text: string): Bundle {
  let came: string;
  try {
    const parsed = bundleShape.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    came = parsed.error.issues[0]?.message ?? 'it is not';
  } catch {
    came = 'text that is no JSON';
  }
  throw new DataError({
    code: 'FLEET_BUNDLE',
    expected: 'a scenario with its files, as `fleet submit` packs it',
    came,
    next: 'submit the scenario again, with the same version of firmware-sim as the workers have',
  });
}

function notPortable(came: string): UsageError {
  return new UsageError({
    code: 'FLEET_NOT_PORTABLE',
    expected: 'policies and logs of the scenario in its folder or below, 64 MB at most',
    came,
    next: 'copy them beside the scenario, and name them there',
  });
}
