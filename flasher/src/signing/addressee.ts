import { TrackerStatusCommand, UsageError } from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import { withSession } from '../commands/with-session.ts';
import type { Addressee } from './signing.ts';

/**
 * For whom an instruction is, and under which number: what was written on the command line, or what
 * the device at the port says.
 *
 * @param ahead How far above its last accepted number.
 */
export async function findAddressee(
  context: CommandContext,
  options: Options,
  ahead = 1,
): Promise<Addressee> {
  const { tenant, device, sequence } = options as Partial<Addressee>;
  if (tenant !== undefined && device !== undefined && sequence !== undefined) {
    return { tenant, device, sequence };
  }
  if ((tenant ?? device ?? sequence) !== undefined) {
    throw new UsageError({
      code: 'SIGN_ADDRESSEE',
      expected: 'either a device at a port, or --tenant, --device and --sequence together',
      came: 'some of the three are missing',
      next: 'name all three, or none of them and --port',
    });
  }
  return withSession(context, options, (session) =>
    context.step('identify', 'Asking the device who it is', async () => {
      const status = await session.request(TrackerStatusCommand.read, {}, { phase: 'identify' });
      return { tenant: status.ten, device: status.dev, sequence: status.seq + ahead };
    }),
  );
}
