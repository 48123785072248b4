import type { CommandFile } from '../command.ts';
import { declarePort, positiveInteger, seconds } from './options.ts';

export const monitor: CommandFile = {
  path: ['monitor'],
  summary: 'show what passes on the line: console text and SMP side by side, decoded',
  example: 'flasher monitor --port /dev/ttyACM0 --for 10 --tap tap.sock',
  endsWithOutput: true,
  declare: (command) => {
    declarePort(command)
      .option('--for <seconds>', 'end after so long; without it Ctrl-C ends it', seconds)
      .option('--lines <count>', 'end after so many lines and messages', positiveInteger)
      .option(
        '--tap <port>',
        'let other programs reach the device through this socket or tcp://127.0.0.1:PORT',
      );
  },
  run: async (context, _args, options) => {
    const { watchPort } = await import('../monitor/watch-port.ts');
    const forS = options['for'] as number | undefined;
    return watchPort(context, {
      port: options['port'] as string | undefined,
      baudRate: options['baud'] as number,
      forMs: forS === undefined ? undefined : 1000 * forS,
      linesMax: options['lines'] as number | undefined,
      tap: options['tap'] as string | undefined,
    });
  },
};
