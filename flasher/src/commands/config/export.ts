import type { CommandFile } from '../../command.ts';
import { collect, declareDevice } from '../options.ts';

export const configExport: CommandFile = {
  path: ['config', 'export'],
  summary: 'write the settings of the device into a file that import brings back',
  example: 'flasher config export van-7.settings.yaml --port /dev/ttyACM0',
  declare: (command) => {
    declareDevice(command.argument('<file>', 'the settings to write, YAML; secrets stay out'))
      .option('--name <name>', 'a setting that the schema lacks, as bytes', collect)
      .option('--schema <file>', 'types of the settings of another board, YAML')
      .option('--force', 'replace an existing file');
  },
  run: async (context, [file = ''], options) => {
    const { exportSettings } = await import('../../settings/config-commands.ts');
    return exportSettings(context, file, options);
  },
};
