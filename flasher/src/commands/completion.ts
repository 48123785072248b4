import { Argument } from 'commander';

import type { CommandFile } from '../command.ts';
import type { Shell } from '../completion/shell-scripts.ts';

const shells: readonly Shell[] = ['bash', 'zsh', 'fish'];

export const completion: CommandFile = {
  path: ['completion'],
  summary: 'print the script that completes command lines in a shell',
  example: 'eval "$(flasher completion bash)"',
  declare: (command) => {
    command.addArgument(new Argument('<shell>', 'the shell').choices(shells));
  },
  run: async (_context, [shell]) => {
    const { shellScripts } = await import('../completion/shell-scripts.ts');
    const script = shellScripts[shell as Shell];
    return { text: script.split('\n'), result: { shell: shell ?? '', script } };
  },
};
