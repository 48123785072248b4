import type { CommandFile } from '../../command.ts';
import { declareDevice } from '../options.ts';
import { declareProvisioning } from './provision-options.ts';

export const provisionInstall: CommandFile = {
  path: ['provision', 'install'],
  summary: 'make a blank device one of a tenant: certificate, brokers, people; restart, read back',
  example: [
    'flasher provision install --port /dev/ttyACM0 --cert van-7.cert.pem --anchor broker-ca.pem',
    '--broker mqtts://mqtt.example:8883=DE --person admin.pub.json --person council.pub.json',
  ].join(' '),
  declare: (command) => {
    declareProvisioning(
      declareDevice(command).requiredOption(
        '--cert <file>',
        'certificate of the device, then those of its issuers, PEM',
      ),
    );
  },
  run: async (context, _args, options) => {
    const { installProvisioning } = await import('../../tenancy/install-provisioning.ts');
    return installProvisioning(context, options);
  },
};
