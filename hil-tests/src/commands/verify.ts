import { readInput, readTrustedKey } from '@feierabend/flasher';
import type { Command } from 'commander';

import { recordName } from '../evidence/run-files.ts';
import { readRunFolder, type RunFolder } from '../evidence/verify/read-folder.ts';
import { verifyRun, type Verification, type VerifyOptions } from '../evidence/verify/verify-run.ts';
import { verificationText } from '../evidence/verify/verify-text.ts';
import { exitCodes } from '../exit-codes.ts';
import type { HilIo } from '../io.ts';
import { clauseName } from '../record/clauses.ts';
import { sourceDigest } from '../record/tools-digest.ts';
import { declaredTests } from '../run/list-tests.ts';
import { canonicalJson } from '@feierabend/firmware-sim/page/canonical-json';

interface VerifyCommandOptions {
  readonly trust: readonly string[];
  readonly json?: boolean;
}

/** `hil verify`: whether the folder of a run is what the run has written, and says what follows from it. */
export function declareVerify(
  program: Command,
  io: HilIo,
  ended: (exitCode: number) => void,
): void {
  program
    .command('verify <folder>')
    .description('check the evidence of a run from its files alone, without a network')
    .option('--trust <file...>', 'public key of somebody whose signature counts', [])
    .option('--json', 'the same for machines')
    .addHelpText('after', '\nExample:\n  hil verify out/hil --trust responsible.pub.json')
    .action(async (folder: string, options: VerifyCommandOptions) => {
      const trusted = await Promise.all(
        options.trust.map((file) => readTrustedKey({ readFile: readInput }, file)),
      );
      const read = await readRunFolder(folder);
      const verification = verifyRun(read, { trusted, ...(await ownTools(read)) });
      io.stdout.write(
        options.json === true
          ? canonicalJson(verificationJson(verification))
          : verificationText(verification),
      );
      ended(verification.mismatches.length === 0 ? exitCodes.ok : exitCodes.failedChecks);
    });
}

/** What these tools know of a run of their own. */
export async function ownTools({ files }: RunFolder): Promise<VerifyOptions> {
  const sourceSha256 = await sourceDigest();
  const isOwn = Buffer.from(files.get(recordName) ?? []).includes(sourceSha256);
  return isOwn ? { sourceSha256, declared: await declaredTests() } : { sourceSha256 };
}

function verificationJson({ record, clauses, ...rest }: Verification) {
  const { runId, outcome, defects } = record ?? {};
  return {
    schema: 'feierabend/hil-verify/1',
    run: { runId, outcome, defects },
    clauses: clauses.map(({ row, verdict }) => ({ clause: clauseName(row), verdict })),
    ...rest,
  };
}
