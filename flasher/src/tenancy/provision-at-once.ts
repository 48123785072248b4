import type { CommandContext, Options } from '../command.ts';
import { withSession } from '../commands/with-session.ts';
import type { Finding } from '../output/reporter.ts';
import { certify } from './certify.ts';
import { readCertificates, type CertificateNames } from './certificates.ts';
import { install } from './install-provisioning.ts';
import { readProvisioningParts } from './provisioning-parts.ts';
import { requestStep } from './request-certificate.ts';

/** Request, certificate and installation in one go, where the authority is at hand. */
export async function provisionAtOnce(context: CommandContext, options: Options): Promise<Finding> {
  const { tenant, device } = options as unknown as CertificateNames;
  const parts = await readProvisioningParts(context, options);
  return withSession(context, options, async (session, limits) => {
    const { verified } = await requestStep(context, session, { tenant, device });
    const pem = await context.step('certify', `Certifying ${verified.subject}`, () =>
      certify(context, verified, options),
    );
    const chain = readCertificates(new TextEncoder().encode(pem), 'the new certificate');
    return install({ context, options, session, limits, parts, chain, ...verified });
  });
}
