import type { CommandFile } from '../command.ts';
import {
  collect,
  declareBootTimeout,
  declareDevice,
  positiveInteger,
  wholeNumber,
} from './options.ts';

export const flash: CommandFile = {
  path: ['flash'],
  summary: 'check an image, upload it, boot it as a test, prove that it runs, confirm it',
  example: 'flasher flash app.img --port /dev/ttyACM0 --trust signing.pub.pem',
  declare: (command) => {
    declareBootTimeout(declareDevice(command.argument('<file>', 'signed MCUboot image')))
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
      .option('--slot <number>', 'slot to upload to; the device chooses when left out', wholeNumber)
      .option('--recovery', 'write over the slot that runs, from the boot loader')
      .option(
        '--recovery-buffer <bytes>',
        'receive buffer of a boot loader that does not say it (BOOT_SERIAL_MAX_RECEIVE_SIZE)',
        positiveInteger,
      )
      .option('--no-confirm', 'leave the image on trial: the next reset reverts it');
  },
  run: async (context, [file = ''], options) => {
    const { flashFile } = await import('../flash/flash-file.ts');
    return flashFile(context, file, options);
  },
};
