import {
  fromHex,
  InternalError,
  TrackerStatusCommand,
  type TrackerStatus,
} from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import { withSession } from '../commands/with-session.ts';
import type { Finding } from '../output/reporter.ts';
import { accountFacts, accountLines, accountOf, type Account } from './account.ts';
import { auditDevice, verifiedOf } from './audit-device.ts';
import { auditPage } from './audit-page.ts';
import { pinnedIdentity } from './device-key.ts';
import { noIdentity } from './faults.ts';

/** Reads and verifies the journal of the device at the port, and keeps the export. */
export async function auditPort(context: CommandContext, options: Options): Promise<Finding> {
  const { world } = context;
  const pinned = await pinnedIdentity(world, options);
  const read = await withSession(context, options, (session) =>
    context.step('read', 'Reading and verifying journal and receipts', async () => ({
      ...(await auditDevice(session, pinned)),
      status: await session.request(TrackerStatusCommand.read, {}, { phase: 'read' }),
    })),
  );
  const out = options['out'] as string | undefined;
  const replace = options['force'] === true;
  if (out !== undefined) await world.writeFile(out, read.bytes, { secret: false, replace });
  const account = accountOf(read.verified);
  return report(context, account, {
    options,
    keyFrom: pinned === undefined ? 'device' : 'identity-file',
    out,
    status: read.status,
  });
}

/** The same from an export alone, with the key that was written down when it was provisioned. */
export async function auditExport(
  context: CommandContext,
  file: string,
  options: Options,
): Promise<Finding> {
  const { world } = context;
  const pinned = await pinnedIdentity(world, options);
  if (pinned === undefined) throw noIdentity(file);
  const key = fromHex(pinned.signKey);
  if (key === undefined) throw new InternalError('an identity that was read has no key');
  const verified = verifiedOf(await world.readFile(file), key, file);
  const account = accountOf(verified);
  return report(context, account, { options, keyFrom: 'identity-file', out: undefined });
}

interface ReportParts {
  readonly options: Options;
  /** Where the key comes from that everything was verified with. */
  readonly keyFrom: 'device' | 'identity-file';
  readonly out: string | undefined;
  readonly status?: TrackerStatus;
}

async function report(
  { world, clock }: CommandContext,
  account: Account,
  { options, keyFrom, out, status }: ReportParts,
): Promise<Finding> {
  const page = options['report'] as string | undefined;
  if (page !== undefined) {
    const html = auditPage([{ name: account.device, account }], { atS: clock.unixS(), keyFrom });
    const replace = options['force'] === true;
    await world.writeFile(page, new TextEncoder().encode(html), { secret: false, replace });
  }
  return {
    text: [
      ...accountLines(account),
      keyFrom === 'identity-file'
        ? 'Key       as it was written down at provisioning (--identity)'
        : 'Key       as the device says itself; --identity compares it with provisioning',
      ...(out === undefined ? [] : [`Export    ${out}`]),
      ...(page === undefined ? [] : [`Report    ${page}`]),
    ],
    result: {
      ...accountFacts(account),
      keyFrom,
      file: out ?? null,
      report: page ?? null,
      ...(status === undefined
        ? {}
        : { lifeCycle: status.life, mode: status.mode, reason: status.why }),
    },
  };
}
