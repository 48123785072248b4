import { failed, verifyJournal, type JournalPage, type Result } from '@feierabend/protocol';

export interface JournalCheckOptions {
  readonly tenant: string;
  readonly device: string;
  /** Ed25519 key of the device, learnt at provisioning. */
  readonly signKey: Uint8Array;
}

/** Puts the received pages together, recomputes the chain and compares it with the head the device signed last. */
export function checkJournal(
  pages: readonly JournalPage[],
  options: JournalCheckOptions,
): ReturnType<typeof verifyJournal> | Result<never> {
  const { tenant, device, signKey } = options;
  const inOrder = pages.toSorted((a, b) => a.firstIndex - b.firstIndex);
  const last = inOrder.at(-1);
  if (last === undefined) {
    return failed({
      code: 'JOURNAL_MISSING',
      expected: 'the journal of the device',
      came: 'no page of it arrived',
      next: 'check that the policy names this recipient, and that the log gives the clock three epochs to trust',
    });
  }
  return verifyJournal({
    entries: inOrder.flatMap((page) => page.entries),
    signedHead: last.signedHead,
    publicKey: signKey,
    owner: { tenant, device },
  });
}
