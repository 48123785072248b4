import { sha256Of } from '../digest.ts';
import { manifestName, readManifest } from '../manifest.ts';
import { attachmentFolder, derivedNames } from '../run-files.ts';
import { signatureName } from '../signature.ts';
import type { Mismatch } from './mismatch.ts';

/** Every file against its digest, every digest against its file, and nothing beside them. */
export function checkManifest(files: ReadonlyMap<string, Uint8Array>): readonly Mismatch[] {
  const manifest = files.get(manifestName);
  if (manifest === undefined) {
    const expected = 'the digests of all files';
    return [{ code: 'EVIDENCE_MANIFEST', where: manifestName, expected, came: 'it is missing' }];
  }
  const read = readManifest(new TextDecoder().decode(manifest));
  if (!read.ok) {
    const { expected, came } = read.fault;
    return [{ code: 'EVIDENCE_MANIFEST', where: manifestName, expected, came }];
  }
  const listed = [...read.value].flatMap(([name, digest]): Mismatch[] => {
    const bytes = files.get(name);
    if (bytes === undefined) {
      return [{ code: 'EVIDENCE_MISSING', where: name, expected: digest, came: 'no such file' }];
    }
    const came = sha256Of(bytes);
    return came === digest
      ? []
      : [{ code: 'EVIDENCE_DIGEST', where: name, expected: digest, came }];
  });
  // A run writes files of these names, and others only among its attachments.
  const known = new Set([...derivedNames, manifestName, signatureName]);
  const extra = [...files.keys()].filter((name) => {
    const isListed = read.value.has(name) || name === manifestName || name === signatureName;
    return !isListed || !(known.has(name) || name.startsWith(`${attachmentFolder}/`));
  });
  return [
    ...listed,
    ...extra.map((where): Mismatch => {
      const expected = 'only files that a run writes and its manifest lists';
      return { code: 'EVIDENCE_EXTRA', where, expected, came: 'another one' };
    }),
  ];
}
