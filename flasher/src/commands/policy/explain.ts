import type { CommandFile } from '../../command.ts';
import { language } from '../options.ts';

export const policyExplain: CommandFile = {
  path: ['policy', 'explain'],
  summary: 'say in plain words what a policy does to the people it is about',
  example: 'flasher policy explain vans.yaml --lang de --at "nächsten Samstag 3 Uhr"',
  declare: (command) => {
    command
      .argument('<file>', 'policy in YAML, or a signed instruction')
      .option('--lang <language>', 'de or en', language, 'en')
      .option('--at <question>', 'answer one question: a day and a time, or "now"');
  },
  run: async (context, [file = ''], options) => {
    const { explainFile } = await import('../../policy/explain-file.ts');
    return explainFile(context, file, options);
  },
};
