import type { CommandFile } from '../command.ts';
import { positiveInteger } from './options.ts';

export const panel: CommandFile = {
  path: ['panel'],
  summary: 'do the same with many devices at once, as a manifest says',
  example: 'flasher panel panel.yaml --csv panel.csv --html panel.html',
  declare: (command) => {
    command
      .argument('<manifest>', 'YAML: steps, and a name and a port for each device')
      .option('--jobs <number>', 'devices at a time', positiveInteger, 8)
      .option('--csv <file>', 'write a table of what became of each device')
      .option('--html <file>', 'the same as a page to print')
      .option('--state <file>', 'what is done already; beside the manifest when left out')
      .option('--again', 'do the finished devices once more');
  },
  run: async (context, [manifest = ''], options) => {
    const { runPanel } = await import('../panel/run-panel.ts');
    return runPanel(context, manifest, options);
  },
};
