import {
  fromHex,
  InternalError,
  TrackerStatusCommand,
  type TrackerStatus,
} from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import { withSession } from '../commands/with-session.ts';
import type { Finding } from '../output/reporter.ts';
import { VerificationError } from '../verification-error.ts';
import { accountFacts, accountLines, accountOf, type Account } from './account.ts';
import { auditDevice, verifiedOf } from './audit-device.ts';
import { auditPage, type AuditedRow } from './audit-page.ts';
import { pinnedIdentity } from './device-key.ts';
import { noIdentity } from './faults.ts';

/** Reads and verifies the journal of the device at the port, and keeps the export. */
export async function auditPort(context: CommandContext, options: Options): Promise<Finding> {
  const { world } = context;
  const pinned = await pinnedIdentity(world, options);
  const out = options['out'] as string | undefined;
  const replace = options['force'] === true;
  if (out !== undefined) await world.checkTarget(out, replace);
  const keep = async (bytes: Uint8Array): Promise<void> => {
    if (out === undefined) return;
    await world.writeFile(out, bytes, { secret: false, replace });
    context.leaves(`${out} has the whole journal: "flasher audit ${out}" verifies it`);
  };
  const keyFrom = pinned === undefined ? 'device' : 'identity-file';
  return reported(context, { options, keyFrom, out, name: pinned?.device ?? 'device' }, () =>
    withSession(context, options, (session) =>
      context.step('read', 'Reading and verifying journal and receipts', async () => ({
        account: accountOf((await auditDevice(session, pinned, keep)).verified),
        status: await session.request(TrackerStatusCommand.read, {}, { phase: 'read' }),
      })),
    ),
  );
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
  const bytes = await world.readFile(file);
  const parts = { options, keyFrom: 'identity-file', out: undefined, name: file } as const;
  return reported(context, parts, async () => ({
    account: accountOf(verifiedOf(bytes, key, file)),
  }));
}

interface ReportParts {
  readonly options: Options;
  /** Where the key comes from that everything was verified with. */
  readonly keyFrom: 'device' | 'identity-file';
  readonly out: string | undefined;
  /** What the report calls a device that does not verify. */
  readonly name: string;
}

interface Audited {
  readonly account: Account;
  readonly status?: TrackerStatus;
}

/** Audits, and tells of it on a page as well, whether it verifies or not. */
async function reported(
  context: CommandContext,
  parts: ReportParts,
  audit: () => Promise<Audited>,
): Promise<Finding> {
  const page = parts.options['report'] as string | undefined;
  const replace = parts.options['force'] === true;
  if (page !== undefined) await context.world.checkTarget(page, replace);
  const write = async (row: AuditedRow): Promise<void> => {
    if (page === undefined) return;
    const html = auditPage([row], { atS: context.clock.unixS(), keyFrom: parts.keyFrom });
    await context.world.writeFile(page, new TextEncoder().encode(html), { secret: false, replace });
  };
  let audited: Audited;
  try {
    audited = await audit();
  } catch (error) {
    if (error instanceof VerificationError) {
      await write({ name: parts.name, failure: `${error.message} [${error.code}]` });
    }
    throw error;
  }
  await write({ name: audited.account.device, account: audited.account });
  return finding(audited, parts, page);
}

function finding(
  { account, status }: Audited,
  { keyFrom, out }: ReportParts,
  page: string | undefined,
): Finding {
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
