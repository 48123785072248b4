import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { DataError } from '@feierabend/protocol';
import { z } from 'zod';

import { freePort } from '@feierabend/firmware-sim/broker/free-port';
import type { Credentials } from '@feierabend/firmware-sim/pki/credentials';
import { TestPki } from '@feierabend/firmware-sim/pki/test-pki';

const keptFile = z.strictObject({
  'feierabend-bench-keys': z.literal(1),
  /** Of the keys of its people. */
  seed: z.number().int().min(0),
  authority: z.strictObject({ certPem: z.string(), keyPem: z.string() }),
  /** Where a broker of this machine listens: the board was told once. */
  brokerPort: z.number().int(),
  /** Of the board, once it was provisioned. */
  signKey: z.string().optional(),
});
type Kept = z.infer<typeof keptFile>;

const tenYearsMs = 10 * 365 * 86_400_000;
const fileName = 'bench-keys.json';

export interface BenchKeys {
  readonly seed: number;
  readonly authority?: Credentials;
  /** 0: the system chooses. */
  readonly brokerPort: number;
  /** Signing key of the board that obeys these keys; undefined when there is none yet. */
  readonly signKey: string | undefined;
  /** Notes the board that was provisioned. */
  adopt(signKey: string): Promise<void>;
}

/** Keys that end with the run, or those of the bench's folder: a real tracker obeys them as long as it lives. */
export async function openBenchKeys(folder: string | undefined, seed: number): Promise<BenchKeys> {
  if (folder === undefined) return passing(seed);
  const path = join(folder, fileName);
  const kept = (await readKept(path)) ?? (await makeKept(path, seed));
  return {
    ...kept,
    signKey: kept.signKey,
    adopt: (signKey) => writeKept(path, { ...kept, signKey }),
  };
}

function passing(seed: number): BenchKeys {
  return { seed, brokerPort: 0, signKey: undefined, adopt: () => Promise.resolve() };
}

async function readKept(path: string): Promise<Kept | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw unreadable(path, error.message);
  });
  if (text === undefined) return undefined;
  try {
    return keptFile.parse(JSON.parse(text));
  } catch (error) {
    throw unreadable(path, error instanceof Error ? error.message.slice(0, 200) : String(error));
  }
}

async function makeKept(path: string, seed: number): Promise<Kept> {
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
  const pki = await TestPki.create({ now: () => Date.now(), validityMs: tenYearsMs });
  const kept: Kept = {
    'feierabend-bench-keys': 1,
    seed,
    authority: await pki.authority(),
    brokerPort: await freePort(),
  };
  await writeKept(path, kept);
  return kept;
}

async function writeKept(path: string, kept: Kept): Promise<void> {
  await writeFile(path, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
  await chmod(path, 0o600);
}

function unreadable(path: string, came: string): DataError {
  return new DataError({
    code: 'BENCH_KEYS',
    expected: `the keys of this bench in ${path}`,
    came,
    next: 'bring the file back: the board of this bench obeys nobody else',
  });
}
