import type { CommandFile } from '../../command.ts';
import { declareAddressee, instant, passphraseHelp, reason } from '../signing-options.ts';

export const policySign: CommandFile = {
  path: ['policy', 'sign'],
  summary: 'sign a policy into a file, or add the second signature to a signed file',
  example: [
    'flasher policy sign vans.yaml --as administrator --key admin.key.json',
    '--reason "winter hours" --port /dev/ttyACM0\n  flasher policy sign vans.instruction',
    '--as council --key council.key.json --policy vans.yaml --trust admin.pub.json',
  ].join(' '),
  declare: (command) => {
    declareAddressee(command.argument('<file>', 'policy in YAML, or a signed instruction'))
      .requiredOption('--key <file>', 'key of the person who signs')
      .option('--as <role>', 'refuse a key of another role')
      .option('--passphrase-file <file>', passphraseHelp)
      .option('--reason <text>', 'first signature: why; the journal keeps it', reason)
      .option('--issued-at <time>', 'time of the signature, ISO 8601; now if left out', instant)
      .option('--policy <file>', 'second signature: the YAML it must be made from')
      .option('--trust <file>', 'second signature: public key that must have given the first')
      .option('--out <file>', 'where to write; FILE.instruction, or the signed file itself')
      .option('--force', 'replace an existing file, or an existing second signature');
  },
  run: async (context, [file = ''], options) => {
    const { signPolicy } = await import('../../policy/sign-policy.ts');
    return signPolicy(context, file, options);
  },
};
