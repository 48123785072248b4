import type { CommandFile } from '../../command.ts';

export const policyNew: CommandFile = {
  path: ['policy', 'new'],
  summary: 'make a policy file from a preset with protective defaults',
  example: [
    'flasher policy new company-vehicle vans.yaml --name "Service vans"',
    '--holidays DE-BY --recipient fleet-office=office.pub.pem',
  ].join(' '),
  declare: (command) => {
    command
      .argument('<preset>', 'company-vehicle, unmanned-asset, carried-by-person or theft-only')
      .argument('<file>', 'the policy to write, in YAML')
      .requiredOption('--recipient <name=key>', 'who may open the reports: P-256, PEM file or hex')
      .option('--name <text>', 'one line for people')
      .option('--zone <name>', 'time zone of the work hours; Europe/Berlin when left out')
      .option('--from <date>', 'first day; tomorrow when left out')
      .option('--until <date>', 'last day; a year when left out')
      .option('--review <date>', 'when a person looks again; after half a year when left out')
      .option('--holidays <region>', 'such as DE-BY, or dates; DE when left out')
      .option('--force', 'replace an existing file');
  },
  run: async (context, [preset = '', file = ''], options) => {
    const { newPolicy } = await import('../../policy/new-policy.ts');
    return newPolicy(context, { preset, file, options });
  },
};
