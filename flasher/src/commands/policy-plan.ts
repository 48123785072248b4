import type { CommandFile } from '../command.ts';
import { declareDevice } from './options.ts';

export const policyPlan: CommandFile = {
  path: ['policy', 'plan'],
  summary: 'show what a policy file would change on the device; changes nothing',
  example: 'flasher policy plan policy.yaml --port /dev/ttyACM0',
  declare: (command) => {
    declareDevice(command.argument('<file>', 'policy in YAML'));
  },
  run: async (context, [file = ''], options) => {
    const { planPolicy } = await import('../policy/plan-policy.ts');
    return planPolicy(context, file, options);
  },
};
