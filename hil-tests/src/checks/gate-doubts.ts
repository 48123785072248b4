import type { JournalEntry } from '@feierabend/protocol';

/** What a tracker found wrong with itself: a later gate stopped what an earlier one let pass, or its firmware crashed. */
export function gateDoubts(entries: readonly JournalEntry[]): string[] {
  const doubts = entries.filter(({ kind }) => kind === 'doubt');
  const crashes = entries.filter(
    ({ kind, detail }) => kind === 'boot' && detail['reset'] === 'crash',
  );
  return [
    ...doubts.map(
      ({ detail }) =>
        `The gate at ${String(detail['gate'])} had to stop a position that was taken.`,
    ),
    ...(crashes.length === 0 ? [] : [`The firmware crashed ${crashes.length} times.`]),
  ];
}
