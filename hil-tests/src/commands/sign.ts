import { join } from 'node:path';

import { DataError } from '@feierabend/protocol';
import type { Command } from 'commander';

import { manifestName } from '../evidence/manifest.ts';
import { signatureName, signManifest } from '../evidence/signature.ts';
import { readSigner, type SignerOptions } from '../evidence/signer.ts';
import { readRunFolder } from '../evidence/verify/read-folder.ts';
import { verifyRun } from '../evidence/verify/verify-run.ts';
import { verificationText } from '../evidence/verify/verify-text.ts';
import { ownTools } from './verify.ts';
import type { HilIo } from '../io.ts';
import { writeWhole } from '@feierabend/firmware-sim/page/whole-file';

/** `hil sign`: the person who answers for a run puts a name to its manifest, after everything was checked once more. */
export function declareSign(program: Command, io: HilIo): void {
  program
    .command('sign <folder>')
    .description('sign the evidence of a run, once it verifies')
    .requiredOption('--key <file>', 'private key of the person who answers for it')
    .option('--passphrase-file <file>', 'passphrase of --key; else $FEIERABEND_PASSPHRASE')
    .addHelpText('after', '\nExample:\n  hil sign out/hil --key responsible.key.json')
    .action(async (path: string, options: SignerOptions) => {
      const key = await readSigner(io, options);
      const folder = await readRunFolder(path);
      // A signature that is there already is replaced, so it need not hold.
      const files = new Map([...folder.files].filter(([name]) => name !== signatureName));
      const verification = verifyRun({ ...folder, files }, await ownTools(folder));
      if (verification.mismatches.length > 0) {
        io.stderr.write(verificationText(verification));
        throw unsignable(path, verification.mismatches.length);
      }
      const manifest = files.get(manifestName) ?? new Uint8Array();
      await writeWhole(join(path, signatureName), signManifest(manifest, key, io.now()));
      io.stdout.write(`Signed by ${key.name}, ${key.role} (key ${key.keyId}): ${signatureName}\n`);
    });
}

function unsignable(path: string, count: number): DataError {
  return new DataError({
    code: 'EVIDENCE_CHANGED',
    expected: `${path} to be what its run has written`,
    came: `there are ${count} mismatches`,
    next: `run hil verify ${path}, and the suites again`,
  });
}
