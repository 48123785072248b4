import type { CommandFile } from '../../command.ts';
import { collect, declareDevice } from '../options.ts';
import { declareSigning } from '../signing-options.ts';

export const configSet: CommandFile = {
  path: ['config', 'set'],
  summary: 'change settings: signed where the device belongs to somebody, saved, read back',
  example: [
    'flasher config set device/label="Van 7" --port /dev/ttyACM0 --reason "new label"',
    '--key admin.key.json --cosign council.key.json',
  ].join(' '),
  declare: (command) => {
    declareSigning(
      declareDevice(
        command.argument('[name=value...]', 'or name=@FILE for a value that others must not see'),
      ),
    )
      .option('--delete <name>', 'back to what the firmware has; may be given again', collect)
      .option('--schema <file>', 'types of the settings of another board, YAML');
  },
  run: async (context, pairs, options) => {
    const { setSettings } = await import('../../settings/config-commands.ts');
    return setSettings(context, pairs, options);
  },
};
