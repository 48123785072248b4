import type { CommandFile } from '../command.ts';

export const complete: CommandFile = {
  path: ['complete'],
  summary: 'tell what could stand next on a command line; the shell scripts ask it',
  example: 'flasher complete -- flash --po',
  isHidden: true,
  declare: (command) => {
    command.argument('[words...]', 'the words so far; the last one is being typed');
  },
  run: async ({ world }, words) => {
    const { completeLine } = await import('../completion/complete-line.ts');
    return completeLine(world, words);
  },
};
