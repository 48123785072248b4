import type { CommandFile } from '../../command.ts';
import { declareBattery, declareDevice } from '../options.ts';

export const policyPlan: CommandFile = {
  path: ['policy', 'plan'],
  summary: 'show what a policy would change on the device, and its cost; changes nothing',
  example: 'flasher policy plan vans.yaml --port /dev/ttyACM0',
  declare: (command) => {
    declareBattery(
      declareDevice(command.argument('<file>', 'policy in YAML, or a signed instruction')),
    );
  },
  run: async (context, [file = ''], options) => {
    const { planPolicy } = await import('../../policy/plan-policy.ts');
    return planPolicy(context, file, options);
  },
};
