import { failed, ok, type Result } from '@feierabend/protocol';

import { sha256Of } from './digest.ts';

/** Checked with `sha256sum -c SHA256SUMS` as well. */
export const manifestName = 'SHA256SUMS';

/** The lines of `sha256sum`: digest, two spaces, path; sorted by path. */
export function manifestText(files: ReadonlyMap<string, Uint8Array>): string {
  return [...files]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, bytes]) => `${sha256Of(bytes)}  ${name}\n`)
    .join('');
}

/** Digests by path. */
export function readManifest(text: string): Result<ReadonlyMap<string, string>> {
  const digests = new Map<string, string>();
  const lines = text.split('\n');
  if (lines.pop() !== '') return broken('its last line does not end');
  for (const [number, line] of lines.entries()) {
    // Names of ours need no escape; `sha256sum` would begin a line with a backslash.
    const [, digest, name] = /^([0-9a-f]{64}) {2}([\w.-]+(?:\/[\w.-]+)*)$/u.exec(line) ?? [];
    if (digest === undefined || name === undefined) return broken(`line ${number + 1} is none`);
    if (digests.has(name)) return broken(`${name} stands there twice`);
    digests.set(name, digest);
  }
  return ok(digests);
}

function broken(came: string) {
  return failed({
    code: 'EVIDENCE_MANIFEST',
    expected: `${manifestName} with one line per file, as sha256sum writes it`,
    came,
    next: 'copy the whole folder again from where it was written',
  });
}
