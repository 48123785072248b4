import type { CommandFile } from '../../command.ts';
import { declareDevice } from '../options.ts';
import { declareNames } from './provision-options.ts';

export const provisionCsr: CommandFile = {
  path: ['provision', 'csr'],
  summary: 'have a blank device make its keys, and take its certificate request out',
  example: 'flasher provision csr --port /dev/ttyACM0 --tenant acme --device van-7',
  declare: (command) => {
    declareNames(declareDevice(command))
      .option('--out <file>', 'where to write the request; DEVICE.csr.pem')
      .option('--force', 'replace an existing file');
  },
  run: async (context, _args, options) => {
    const { writeCertificateRequest } = await import('../../tenancy/request-certificate.ts');
    return writeCertificateRequest(context, options);
  },
};
