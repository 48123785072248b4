import { TrackerStatusCommand } from '@feierabend/protocol';

import type { CommandContext } from '../command.ts';
import type { SmpSession } from '../session/smp-session.ts';
import type { CertificateNames } from './certificates.ts';
import { alreadyOwned } from './faults.ts';

/**
 * How far a device is on its way to a tenant: blank; or an interrupted run has left it with all it
 * needs, before or after its restart.
 */
export type Standing = 'blank' | 'waits-for-reset' | 'provisioned';

/** Asks; ends when the device is somebody else's, or at its end. */
export function standingOf(
  context: CommandContext,
  session: SmpSession,
  { tenant, device }: CertificateNames,
): Promise<Standing> {
  return context.step(
    'identify',
    'Asking the device whose it is',
    async (): Promise<Standing> => {
      const status = await session.request(TrackerStatusCommand.read, {}, { phase: 'identify' });
      if (status.life === 'unprovisioned') return 'blank';
      const isOwn = status.ten === tenant && status.dev === device;
      if (status.life !== 'provisioned' || !isOwn) throw alreadyOwned(status);
      return status.why === 'waits-for-reset' ? 'waits-for-reset' : 'provisioned';
    },
    (standing) => ({
      ...(standing === 'blank'
        ? {}
        : { text: [`Goes on   ${device} has its provisioning already`] }),
      result: { standing },
    }),
  );
}
