import type { CommandFile } from '../../command.ts';

export const policyLint: CommandFile = {
  path: ['policy', 'lint'],
  summary: 'check a policy file, and say which rules it breaks',
  example: 'flasher policy lint policy.yaml',
  declare: (command) => {
    command.argument('<file>', 'policy in YAML');
  },
  run: async (context, [file = '']) => {
    const { lintFile } = await import('../../policy/lint-file.ts');
    return lintFile(context, file);
  },
};
