import type { X509Certificate } from 'node:crypto';

import { equalBytes, UsageError } from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import { withSession } from '../commands/with-session.ts';
import { readIfThere } from '../files/read-if-there.ts';
import type { Finding } from '../output/reporter.ts';
import type { VerifiedRequest } from './certificate-authority.ts';
import { certify } from './certify.ts';
import { keyOf, readCertificates, type CertificateNames } from './certificates.ts';
import { identityTarget, install } from './install-provisioning.ts';
import { readProvisioningParts } from './provisioning-parts.ts';
import { requestStep } from './request-certificate.ts';
import { standingOf } from './standing.ts';

/** Where the certificate goes before the device gets it, and what an earlier run has put there. */
interface CertificateFile {
  readonly path: string;
  readonly replace: boolean;
  readonly kept: readonly X509Certificate[] | undefined;
}

/** Request, certificate and installation in one go, where the authority is at hand. */
export async function provisionAtOnce(context: CommandContext, options: Options): Promise<Finding> {
  const { world } = context;
  const { tenant, device } = options as unknown as CertificateNames;
  const names = { tenant, device };
  const parts = await readProvisioningParts(context, options);
  const identity = identityTarget(options, device);
  await world.checkTarget(identity.path, identity.replace);
  const file = await certificateFile(context, options, device);
  await world.checkTarget(file.path, file.replace || file.kept !== undefined);
  return withSession(context, options, async (session, limits) => {
    const standing = await standingOf(context, session, names);
    const run = { context, session, limits, parts, identity, standing };
    if (standing !== 'blank') return install(run, file.kept ?? noCertificate(file.path), undefined);
    const { verified } = await requestStep(context, session, names);
    const chain = await chainFor(context, verified, { file, options });
    return install(run, chain, verified.publicKey);
  });
}

async function certificateFile(
  { world }: CommandContext,
  options: Options,
  device: string,
): Promise<CertificateFile> {
  const path = (options['out'] as string | undefined) ?? `${device}.cert.pem`;
  const bytes = await readIfThere(world, path);
  const kept = bytes === undefined ? undefined : readCertificates(bytes, path);
  return { path, replace: options['force'] === true, kept };
}

/** That of an interrupted run if it is for the same key, else a new one that is kept. */
function chainFor(
  context: CommandContext,
  verified: VerifiedRequest,
  { file, options }: { file: CertificateFile; options: Options },
): Promise<readonly X509Certificate[]> {
  const own = file.kept?.[0];
  const fits = own !== undefined && equalBytes(keyOf(own), verified.publicKey);
  if (file.kept !== undefined && fits) return Promise.resolve(file.kept);
  return context.step('certify', `Certifying ${verified.subject}`, async () => {
    const pem = new TextEncoder().encode(await certify(context, verified, options));
    const { path, replace } = file;
    await context.world.writeFile(path, pem, { secret: false, replace });
    return readCertificates(pem, 'the new certificate');
  });
}

function noCertificate(path: string): never {
  throw new UsageError({
    code: 'PROVISION_CERTIFICATE',
    expected: `the certificate that the device was given, ${path}`,
    came: 'the device has one already, and the file is not there',
    next: 'name it with --out, or use another device',
  });
}
