import { InvalidArgumentError } from 'commander';

import type { CommandFile } from '../command.ts';
import { collect, declareDevice, seconds, wholeNumber } from './options.ts';

export const flash: CommandFile = {
  path: ['flash'],
  summary: 'check an image, upload it, boot it as a test, prove that it runs, confirm it',
  example: 'flasher flash app.img --port /dev/ttyACM0 --trust signing.pub.pem',
  declare: (command) => {
    declareDevice(command.argument('<file>', 'signed MCUboot image'))
      .option(
        '--trust <file>',
        'public key the image must be signed with; may be repeated',
        collect,
      )
      .option('--unverified', 'send an image whose signature only the boot loader can check')
      .option('--board <uuid>', 'refuse an image for another board')
      .option(
        '--counter-min <number>',
        'refuse an image with a lower security counter',
        wholeNumber,
      )
      .option('--slot <number>', 'slot to upload to', uploadSlot, 1)
      .option('--boot-timeout <seconds>', 'wait for the device after the reset', seconds, 60)
      .option('--no-confirm', 'leave the image on trial: the next reset reverts it');
  },
  run: async (context, [file = ''], options) => {
    const { flashFile } = await import('../flash/flash-file.ts');
    return flashFile(context, file, options);
  },
};

/** SMP uploads to slot 1; slot 0 is written only by a boot loader in recovery. */
function uploadSlot(text: string): number {
  if (text === '1') return 1;
  throw new InvalidArgumentError('An application uploads to slot 1 only.');
}
