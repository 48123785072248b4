import type { CommandFile } from '../../command.ts';
import { collect, declareDevice } from '../options.ts';
import { declareSigning } from '../signing-options.ts';

export const configImport: CommandFile = {
  path: ['config', 'import'],
  summary: 'bring exported settings back, all or some of them, in one change',
  example: [
    'flasher config import van-7.settings.yaml --only device/label --port /dev/ttyACM0',
    '--key admin.key.json --cosign council.key.json --reason "after repair"',
  ].join(' '),
  declare: (command) => {
    declareSigning(declareDevice(command.argument('<file>', 'what "config export" wrote')))
      .option('--only <name>', 'this setting; may be given again', collect)
      .option('--schema <file>', 'types of the settings of another board, YAML');
  },
  run: async (context, [file = ''], options) => {
    const { importSettings } = await import('../../settings/config-commands.ts');
    return importSettings(context, file, options);
  },
};
