import {
  decodeEntry,
  decodeJournalPage,
  JournalRead,
  LinkError,
  UsageError,
  type SmpRefusal,
} from '@feierabend/protocol';

import type { SmpSession } from '../session/smp-session.ts';

const reasons: Readonly<Record<string, readonly [string, string]>> = {
  NOT_RETURNED: [
    'reports are stored on it that nobody has acknowledged',
    'connect it until they are delivered, or consent to destruction: --data destroy',
  ],
  JOURNAL_KEPT: [
    'its journal was not read to the end',
    'run the same command again, which reads it first',
  ],
};

/** The refusal with the reason that the device put into its journal. */
export async function wipeRefused(session: SmpSession, refusal: SmpRefusal): Promise<LinkError> {
  const { len } = await session.request(JournalRead.read, { from: 0 }, { phase: 'the reason' });
  const from = Math.max(len - 1, 0);
  const { page } = await session.request(JournalRead.read, { from }, { phase: 'the reason' });
  const decoded = decodeJournalPage(page);
  const entry = decodeEntry(
    (decoded.ok ? decoded.value.entries.at(-1) : undefined) ?? new Uint8Array(),
  );
  const code = entry.ok ? String(entry.value.detail['code']) : '';
  const reason = reasons[code];
  if (reason === undefined) return refusal;
  const [came, next] = reason;
  return new LinkError({
    code: 'STATE_WIPE',
    expected: 'the device to carry out the wipe',
    came: `it refused, because ${came} (${code})`,
    next,
  });
}

/** @param wiped A device that is wiped already and can only be asked for its proof. */
export function oneOrder(wiped?: string): UsageError {
  return new UsageError({
    code: 'WIPE_ORDER',
    expected:
      wiped === undefined
        ? 'either --key with --scope, --data and --reason, or --instruction with a signed wipe'
        : `--instruction and --identity, because ${wiped} is wiped already`,
    came: 'there is neither, or both, or another instruction',
    next: 'see "flasher wipe --help"',
  });
}
