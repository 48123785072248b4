import {
  handleCommand,
  JournalRead,
  ReceiptRead,
  TimeChallengeCommand,
  TrackerError,
  type ReceiptReadResponse,
  type SmpFailure,
  type SmpHandler,
} from '@feierabend/protocol';

import { absent, trackerFailure, type TrackerFacts } from './tracker-facts.ts';

/** Entries in one answer: with the rest of the page they fit the buffer. */
const pageBytes = 560;

/** Group 64: what a device proves of itself, without and after its tenant as well: journal, receipts, the time it asks for. */
export function recordHandlers(tracker: TrackerFacts): SmpHandler[] {
  return [
    handleCommand(TimeChallengeCommand.read, () => {
      const { duty } = tracker;
      return duty === undefined ? absent(tracker) : { nonce: duty.challenge.ask() };
    }),
    handleCommand(JournalRead.read, ({ from }) => {
      const { duty, end } = tracker;
      if (duty !== undefined) {
        const { length, first, checkpoint } = duty.journal;
        if (from >= first || checkpoint === undefined) {
          return { len: length, page: duty.readJournal(from, pageBytes) };
        }
        // The checkpoint takes the room of the entries that it leaves none for.
        const left = Math.max(pageBytes - checkpoint.length, 0);
        return { len: length, page: duty.readJournal(from, left), cut: checkpoint };
      }
      return end?.tail === undefined ? absent(tracker) : { len: end.jlen, page: end.tail };
    }),
    handleCommand(ReceiptRead.read, ({ n }) => receipt(tracker, n) ?? absent(tracker)),
  ];
}

function receipt(
  { duty, identity, end }: TrackerFacts,
  n: number,
): ReceiptReadResponse | SmpFailure | undefined {
  if (end?.receipt !== undefined && end.key !== undefined && n === 0) {
    return { len: 1, receipt: end.receipt, key: end.key };
  }
  if (duty === undefined || identity === undefined) return undefined;
  const read = duty.receipts.read(n);
  if (read === undefined) return trackerFailure(TrackerError.noReceipt);
  return { len: duty.receipts.count, receipt: read, key: identity.sign.publicKey };
}
