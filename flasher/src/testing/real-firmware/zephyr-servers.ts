import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Zephyr SMP servers that somebody else built; `.ci/fetch-servers` brings them and checks them. */
const folder = join(homedir(), '.cache/feierabend/smpclient-7.3.0/tests/fixtures/smp-server');

/** One row of their `manifest.json`. */
interface ServerEntry {
  readonly artifact: string;
  readonly target: string;
  readonly config: string;
  readonly buf_size: number;
  readonly buf_count: number;
  readonly recovery_buf_size?: number;
  readonly qemu_cmd: string | null;
}

export interface ZephyrServer {
  readonly entry: ServerEntry;
  readonly folder: string;
  /** The signed image that runs at first. */
  readonly image: Uint8Array;
}

export async function zephyrServer(target: string, config: string): Promise<ZephyrServer> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch((error: unknown) => {
    throw new TypeError(`no Zephyr servers in ${folder}: run "bash .ci/fetch-servers"`, {
      cause: error,
    });
  });
  const entries = JSON.parse(text) as readonly ServerEntry[];
  const entry = entries.find((one) => one.target === target && one.config === config);
  if (entry === undefined) throw new TypeError(`no server ${target}.${config} in the manifest`);
  await readChecked(entry.artifact);
  const image = await readChecked(entry.artifact.replace(/\.(?:merged\.)?hex$/u, '.signed.bin'));
  return { entry, folder, image };
}

/** The bytes of a file, when they are those that its list of checksums names. */
async function readChecked(name: string): Promise<Uint8Array> {
  const bytes = await readFile(join(folder, name));
  const digest = createHash('sha256').update(bytes).digest('hex');
  const sums = await readFile(join(folder, 'SHA256SUMS'), 'utf8');
  if (!sums.includes(`${digest}  ${name}\n`)) throw new TypeError(`${name} is not what was built`);
  return bytes;
}

const versionAt = 20;
const hashHeaderBytes = 8;

/**
 * The same program as a release of its own: another version in the header, and the hash that goes
 * with it. These servers were built without a signature, so the boot loader takes it.
 */
export function asVersion(image: Uint8Array, major: number): Uint8Array {
  const copy = new Uint8Array(image);
  const view = new DataView(copy.buffer);
  copy.set([major, 0, 0, 0], versionAt);
  const end = view.getUint16(8, true) + view.getUint32(12, true);
  const hash = createHash('sha256').update(copy.subarray(0, end)).digest();
  copy.set(hash, end + hashHeaderBytes);
  return copy;
}
