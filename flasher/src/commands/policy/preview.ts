import type { CommandFile } from '../../command.ts';
import { declareBattery } from '../options.ts';

export const policyPreview: CommandFile = {
  path: ['policy', 'preview'],
  summary: 'show a week of a policy as a picture, and what it costs the battery',
  example: 'flasher policy preview vans.yaml --week 2026-12-21 --svg week.svg',
  declare: (command) => {
    declareBattery(
      command
        .argument('<file>', 'policy in YAML, or a signed instruction')
        .option('--week <date>', 'the week of a date; the present or the first one')
        .option('--svg <file>', 'write it as a drawing, too')
        .option('--force', 'replace an existing drawing'),
    );
  },
  run: async (context, [file = ''], options) => {
    const { previewPolicy } = await import('../../policy/preview-policy.ts');
    return previewPolicy(context, file, options);
  },
};
