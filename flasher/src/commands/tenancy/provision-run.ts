import type { CommandFile } from '../../command.ts';
import { declareDevice } from '../options.ts';
import { declareAuthority, declareNames, declareProvisioning } from './provision-options.ts';

export const provisionRun: CommandFile = {
  path: ['provision', 'run'],
  summary: 'request, certificate and installation in one go, with an authority in files',
  example: [
    'flasher provision run --port /dev/ttyACM0 --tenant acme --device van-7 --ca ca.pem',
    '--ca-key ca.key.pem --anchor broker-ca.pem --broker mqtts://mqtt.example:8883=DE',
    '--person admin.pub.json --person council.pub.json',
  ].join(' '),
  declare: (command) => {
    declareProvisioning(declareAuthority(declareNames(declareDevice(command)))).option(
      '--out <file>',
      'where to keep the certificate; DEVICE.cert.pem',
    );
  },
  run: async (context, _args, options) => {
    const { provisionAtOnce } = await import('../../tenancy/provision-at-once.ts');
    return provisionAtOnce(context, options);
  },
};
