import type { CommandFile } from '../../command.ts';
import { collect } from '../options.ts';
import { declareAddressee, instant, passphraseHelp, reason } from '../signing-options.ts';

export const policyConfirm: CommandFile = {
  path: ['policy', 'confirm'],
  summary: 'as the controller, confirm a policy that the lint has suspended',
  example: [
    'flasher policy confirm vans.yaml --rule LINT_RETENTION_150_DAYS --key controller.key.json',
    '--reason "court order 12 C 34/26" --port /dev/ttyACM0',
  ].join(' '),
  declare: (command) => {
    declareAddressee(command.argument('<file>', 'policy in YAML, or a signed instruction'))
      .requiredOption('--rule <code>', 'lint error that is confirmed; once for each', collect)
      .requiredOption('--key <file>', 'key of the controller')
      .option('--passphrase-file <file>', passphraseHelp)
      .requiredOption('--reason <text>', 'why; the journal of the device keeps it', reason)
      .option('--issued-at <time>', 'time of the signature, ISO 8601; now if left out', instant)
      .option('--out <file>', 'where to write; FILE.confirm when left out')
      .option('--force', 'replace an existing file');
  },
  run: async (context, [file = ''], options) => {
    const { confirmUnlawful } = await import('../../policy/confirm-unlawful.ts');
    return confirmUnlawful(context, file, options);
  },
};
