import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { sha256Of } from '../evidence/digest.ts';
import type { HilHost } from '../io.ts';
import type { RunRecord } from './run-record.ts';

const run = promisify(execFile);
const gitDeadlineMs = 5000;

/** What did the testing: versions, a digest of every source file, and the commit where there is one. */
export async function toolsOf(host: HilHost): Promise<RunRecord['tools']> {
  const home = homes()['hil-tests'];
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as {
    version: string;
  };
  return {
    node: host.nodeVersion,
    platform: host.platform,
    feierabend: version,
    sourceSha256: await sourceDigest(),
    ...(await commitOf(home)),
  };
}

/** The folders of the four packages: each main file lies one folder below. */
function homes() {
  const homeOf = (name: string): string =>
    fileURLToPath(new URL('..', import.meta.resolve(`@feierabend/${name}`)));
  return {
    protocol: homeOf('protocol'),
    'firmware-sim': homeOf('firmware-sim'),
    flasher: homeOf('flasher'),
    'hil-tests': fileURLToPath(new URL('../..', import.meta.url)),
  };
}

/** Of these tools; it does not change while they run. */
export function sourceDigest(): Promise<string> {
  digest ??= digestOfSources();
  return digest;
}
let digest: Promise<string> | undefined;

/** SHA-256 over the sorted lines `<sha256 of the file>  <package>/<path>`, as sha256sum writes them. */
async function digestOfSources(): Promise<string> {
  const lines: string[] = [];
  for (const [name, home] of Object.entries(homes())) {
    const part = import.meta.url.endsWith('.ts') ? 'src' : 'dist';
    // oxlint-disable-next-line no-await-in-loop -- four folders
    const entries = await readdir(join(home, part), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name: file }) => join(parentPath, file));
    // oxlint-disable-next-line no-await-in-loop -- four folders
    const hashed = await Promise.all(
      files.map(async (file) => {
        const hash = sha256Of(await readFile(file));
        return `${hash}  ${name}/${relative(home, file).replaceAll('\\', '/')}`;
      }),
    );
    lines.push(...hashed);
  }
  return sha256Of(`${lines.toSorted().join('\n')}\n`);
}

/** Empty outside of a clone, and where git is not installed. */
async function commitOf(folder: string): Promise<{ commit?: string; isChanged?: boolean }> {
  try {
    const options = { cwd: folder, timeout: gitDeadlineMs };
    const { stdout: commit } = await run('git', ['rev-parse', 'HEAD'], options);
    const { stdout: changes } = await run('git', ['status', '--porcelain'], options);
    return { commit: commit.trim(), isChanged: changes.trim() !== '' };
  } catch {
    return {};
  }
}
