import { CertificateRequestRead, TrackerStatusCommand } from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import { withSession } from '../commands/with-session.ts';
import type { Finding } from '../output/reporter.ts';
import type { SmpSession } from '../session/smp-session.ts';
import { readRequest, requestPem, type VerifiedRequest } from './certificate-authority.ts';
import type { CertificateNames } from './certificates.ts';
import { alreadyOwned } from './faults.ts';

/** Has a blank device make its keys, and takes its certificate request out. */
export async function writeCertificateRequest(
  context: CommandContext,
  options: Options,
): Promise<Finding> {
  const { tenant, device } = options as unknown as CertificateNames;
  const out = (options['out'] as string | undefined) ?? `${device}.csr.pem`;
  const replace = options['force'] === true;
  await context.world.checkTarget(out, replace);
  const names = { tenant, device };
  const { der, verified } = await withSession(context, options, async (session) => {
    await requireBlank(session);
    return requestStep(context, session, names);
  });
  const pem = new TextEncoder().encode(requestPem(der));
  await context.world.writeFile(out, pem, { secret: false, replace });
  return {
    text: [
      `Request   ${verified.subject}, signed with the key that the device made`,
      `Written   ${out}; have it certified, then "flasher provision install"`,
    ],
    result: { file: out, tenant, device, subject: verified.subject },
  };
}

async function requireBlank(session: SmpSession): Promise<void> {
  const status = await session.request(TrackerStatusCommand.read, {}, { phase: 'identify' });
  if (status.life !== 'unprovisioned') throw alreadyOwned(status);
}

export interface DeviceRequest {
  readonly der: Uint8Array;
  readonly verified: VerifiedRequest;
}

/** Of a blank device. The same names give the same request, so asking again is no harm. */
export function requestStep(
  context: CommandContext,
  session: SmpSession,
  { tenant, device }: CertificateNames,
): Promise<DeviceRequest> {
  return context.step(
    'request',
    'Having the device make its keys and its certificate request',
    async () => {
      context.leaves('the device is blank; run the same command again');
      const request = { ten: tenant, dev: device };
      const phase = 'the certificate request';
      const { csr } = await session.request(CertificateRequestRead.read, request, { phase });
      return { der: csr, verified: await readRequest(csr, 'the device') };
    },
    ({ verified }) => ({ result: { subject: verified.subject } }),
  );
}
