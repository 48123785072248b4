import type { CommandFile } from '../../command.ts';

export const policyDiff: CommandFile = {
  path: ['policy', 'diff'],
  summary: 'show what changes between two policies, and what of it tightens or loosens',
  example: 'flasher policy diff summer.yaml winter.yaml',
  declare: (command) => {
    command
      .argument('<from>', 'policy in YAML, or a signed instruction')
      .argument('<to>', 'the same');
  },
  run: async ({ world }, [from = '', to = '']) => {
    const { diffFiles } = await import('../../policy/diff-files.ts');
    return diffFiles(world, from, to);
  },
};
