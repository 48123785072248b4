import { TrackerStatusCommand, toHex, type JournalEntry } from '@feierabend/protocol';

import { isOrder, entryFacts, orderWords, timeOf } from '../audit/account.ts';
import { auditDevice } from '../audit/audit-device.ts';
import { pinnedIdentity } from '../audit/device-key.ts';
import type { CommandContext, Options } from '../command.ts';
import { withSession } from '../commands/with-session.ts';
import type { Finding } from '../output/reporter.ts';

/** Who changed the policy of the device, when and why: out of its verified journal. */
export async function policyHistory(context: CommandContext, options: Options): Promise<Finding> {
  const pinned = await pinnedIdentity(context.world, options);
  const { verified, status } = await withSession(context, options, (session) =>
    context.step('read', 'Reading and verifying the journal', async () => ({
      ...(await auditDevice(session, pinned)),
      status: await session.request(TrackerStatusCommand.read, {}, { phase: 'read' }),
    })),
  );
  const { entries, cut, head } = verified;
  const history = entries.filter(isPolicyEntry);
  const digest = status.pol === undefined ? null : toHex(status.pol);
  return {
    text: [
      ...(cut === undefined
        ? []
        : [`Before entry ${cut.count}: cut, proven by count and hash alone`]),
      ...history.map(historyLine),
      `${history.length} of ${entries.length} entries of ${head.device} are about the policy; the journal verifies`,
      `In force  ${digest ?? 'none'}`,
    ],
    result: {
      device: head.device,
      tenant: head.tenant,
      entries: entries.length,
      cutEntries: cut?.count ?? 0,
      digest,
      history: history.map(entryFacts),
    },
  };
}

function isPolicyEntry(entry: JournalEntry): boolean {
  const { kind, detail } = entry;
  if (kind === 'instruction-refused') return true;
  const names = ['policy', 'confirm-unlawful'];
  return (isOrder(entry) && names.includes(String(detail['kind']))) || isConfirmed(entry);
}

function isConfirmed({ detail }: JournalEntry): boolean {
  return detail['confirms'] !== undefined;
}

function historyLine(entry: JournalEntry): string {
  const { index, atS, kind, detail } = entry;
  const number = String(index).padStart(5);
  if (kind === 'instruction-refused') {
    return `${number}  ${timeOf(atS)} refused: ${detail['code']}`;
  }
  if (isConfirmed(entry)) {
    const subject = String(detail['confirms']).slice(0, 16);
    return `${number}  ${timeOf(atS)} ${detail['by']} confirmed ${detail['rules']} for policy ${subject}...`;
  }
  return `${number}  ${orderWords(entry)}`;
}
