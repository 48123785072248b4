import type { CommandFile } from '../command.ts';
import { declareDevice } from './options.ts';

export const info: CommandFile = {
  path: ['info'],
  summary: 'show what the device is, what runs on it, and what it captures',
  example: 'flasher info --port /dev/ttyACM0',
  declare: (command) => {
    declareDevice(command);
  },
  run: async (context, _args, options) => {
    const [{ readDeviceFacts, deviceFinding }, { withSession }] = await Promise.all([
      import('../device/device-facts.ts'),
      import('./with-session.ts'),
    ]);
    return withSession(context, options, async (session, limits) =>
      deviceFinding(limits, await readDeviceFacts(session, context.signal)),
    );
  },
};
