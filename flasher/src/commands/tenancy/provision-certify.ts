import type { CommandFile } from '../../command.ts';
import { declareAuthority } from './provision-options.ts';

export const provisionCertify: CommandFile = {
  path: ['provision', 'certify'],
  summary: 'issue the certificate that a request asks for, with an authority in files',
  example: 'flasher provision certify van-7.csr.pem --ca ca.pem --ca-key ca.key.pem',
  declare: (command) => {
    declareAuthority(command.argument('<file>', 'certificate request, PKCS #10 in PEM form'))
      .option('--out <file>', 'where to write the certificate; DEVICE.cert.pem')
      .option('--force', 'replace an existing file');
  },
  run: async (context, [file = ''], options) => {
    const { certifyRequest } = await import('../../tenancy/certify.ts');
    return certifyRequest(context, file, options);
  },
};
