import type { CommandFile } from '../../command.ts';
import { declareDevice } from '../options.ts';
import { declareSigning } from '../signing-options.ts';

export const policyApply: CommandFile = {
  path: ['policy', 'apply'],
  summary: 'give the device a signed policy, as one transaction, and read it back byte by byte',
  example: [
    'flasher policy apply vans.instruction --port /dev/ttyACM0\n',
    ' flasher policy apply vans.yaml --port /dev/ttyACM0 --reason "winter hours"',
    '--key admin.key.json --cosign council.key.json',
  ].join(' '),
  declare: (command) => {
    declareSigning(
      declareDevice(
        command.argument('<file>', 'signed by "flasher policy sign", or YAML with --key'),
      ),
    )
      .option('--policy <file>', 'refuse a signed file that is not made from this YAML')
      .option('--confirm <file>', "the controller's signed word about every lint error")
      .option('--again', 'send it although the device has this policy already');
  },
  run: async (context, [file = ''], options) => {
    const { applyPolicy } = await import('../../policy/apply-policy.ts');
    return applyPolicy(context, file, options);
  },
};
