import type { CommandFile } from '../command.ts';
import { declareLine } from './options.ts';

export const doctor: CommandFile = {
  path: ['doctor'],
  summary: 'find what keeps a port from working, each with the one command that fixes it',
  example: 'flasher doctor --port /dev/ttyACM0',
  declare: (command) => {
    const port = 'path, tcp://host:port or usb:VID:PID[:SERIAL]; all serial ports when left out';
    declareLine(command.option('--port <port>', port), 0.5);
  },
  run: async (context, _args, options) => {
    const { examine } = await import('../doctor/examine.ts');
    return examine(context, {
      port: options['port'] as string | undefined,
      baudRate: options['baud'] as number,
      answerTimeoutMs: 1000 * (options['timeout'] as number),
    });
  },
};
