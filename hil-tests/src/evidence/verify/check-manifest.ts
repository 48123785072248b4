import { sha256Of } from '../digest.ts';
import { manifestName, readManifest } from '../manifest.ts';
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
  const extra = [...files.keys()].filter(
    (name) => !read.value.has(name) && name !== manifestName && name !== signatureName,
  );
  return [
    ...listed,
    ...extra.map((where): Mismatch => {
      const expected = 'only files that the manifest lists';
      return { code: 'EVIDENCE_EXTRA', where, expected, came: 'it is not listed' };
    }),
  ];
}
