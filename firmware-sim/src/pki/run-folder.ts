import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Credentials } from './credentials.ts';

export interface CredentialFiles {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/**
 * Writes a CA certificate, a certificate and its key into a run folder that only its owner can
 * enter.
 *
 * Files are created and never overwritten, so that a link somebody else put there is not followed.
 * On Windows the mode has no effect; there the folder has to be inside the user's profile.
 */
export async function writeCredentials(
  folder: string,
  name: string,
  content: Credentials & { readonly caPem: string },
): Promise<CredentialFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files: CredentialFiles = {
    caFile: join(folder, `${name}.ca.pem`),
    certFile: join(folder, `${name}.cert.pem`),
    keyFile: join(folder, `${name}.key.pem`),
  };
  const options = { flag: 'wx', mode: 0o600 } as const;
  await writeFile(files.caFile, content.caPem, options);
  await writeFile(files.certFile, content.certPem, options);
  await writeFile(files.keyFile, content.keyPem, options);
  return files;
}
