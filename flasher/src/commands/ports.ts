import type { CommandFile } from '../command.ts';
import { declareLine } from './options.ts';

export const ports: CommandFile = {
  path: ['ports'],
  summary: 'show every serial port: its USB identity, who holds it, and what answers there',
  example: 'flasher ports',
  declare: (command) => {
    declareLine(command.argument('[port...]', 'only these, which may be sockets too'), 1).option(
      '--no-ask',
      'list them without opening any',
    );
  },
  run: async (context, named, options) => {
    const { surveyPorts } = await import('../ports/survey-ports.ts');
    return surveyPorts(context, {
      named,
      baudRate: options['baud'] as number,
      answerTimeoutMs: 1000 * (options['timeout'] as number),
      ask: options['ask'] !== false,
    });
  },
};
