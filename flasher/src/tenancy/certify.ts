import { toHex } from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import type { Finding } from '../output/reporter.ts';
import {
  issueFor,
  makeTestAuthority,
  readAuthority,
  readRequest,
  type Authority,
  type VerifiedRequest,
} from './certificate-authority.ts';

/** An authority for tests, in two files. */
export async function writeTestAuthority(
  { world, clock }: CommandContext,
  file: string,
  options: Options,
): Promise<Finding> {
  const replace = options['force'] === true;
  const keyFile = `${file.replace(/\.pem$/iu, '')}.key.pem`;
  const { certificatePem, keyPem } = await makeTestAuthority({
    nowS: clock.unixS(),
    days: options['days'] as number,
    serialHex: serial(world.randomBytes(16)),
  });
  const utf8 = new TextEncoder();
  await world.writeFile(keyFile, utf8.encode(keyPem), { secret: true, replace });
  await world.writeFile(file, utf8.encode(certificatePem), { secret: false, replace });
  return {
    text: [
      `Certificate  ${file} (for tests: its key is in a file, without a passphrase)`,
      `Private key  ${keyFile}`,
    ],
    result: { file, privateKeyFile: keyFile },
  };
}

/** Issues the certificate that a request file asks for. */
export async function certifyRequest(
  context: CommandContext,
  file: string,
  options: Options,
): Promise<Finding> {
  const { world } = context;
  const verified = await readRequest(await world.readFile(file), file);
  const pem = await certify(context, verified, options);
  const out =
    (options['out'] as string | undefined) ?? file.replace(/(\.csr)?\.pem$/iu, '.cert.pem');
  const replace = options['force'] === true;
  await world.writeFile(out, new TextEncoder().encode(pem), { secret: false, replace });
  return {
    text: [`Certified ${verified.subject}`, `Written   ${out}`],
    result: { file: out, subject: verified.subject },
  };
}

/** The certificate in PEM form, with that of the authority behind it. */
export async function certify(
  { world, clock }: CommandContext,
  verified: VerifiedRequest,
  options: Options,
): Promise<string> {
  const authority = await authorityFrom(world.readFile, options);
  const issued = await issueFor(verified, authority, {
    nowS: clock.unixS(),
    days: options['days'] as number,
    serialHex: serial(world.randomBytes(16)),
  });
  return `${issued}${authority.certificate.toString('pem')}\n`;
}

async function authorityFrom(
  readFile: CommandContext['world']['readFile'],
  options: Options,
): Promise<Authority> {
  const [file, keyFile] = [options['ca'] as string, options['caKey'] as string];
  return readAuthority({
    certificate: await readFile(file),
    key: await readFile(keyFile),
    keyFile,
  });
}

/** RFC 5280 section 4.1.2.2: positive. */
function serial(random: Uint8Array): string {
  return toHex(Uint8Array.of(0x40 | ((random[0] ?? 0) & 0x3f), ...random.subarray(1)));
}
