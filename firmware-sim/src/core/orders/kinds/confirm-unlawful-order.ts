import { toHex } from '@feierabend/protocol';

import type { JournalStore } from '../../journal/journal-store.ts';
import { orderExecutor, type OrderExecutor } from '../order-executor.ts';

/** `confirm-unlawful`: stands in the journal with the rules that warned, and opens nothing. */
export function confirmUnlawfulOrder(
  journal: JournalStore,
  nowS: () => number | undefined,
): OrderExecutor {
  return orderExecutor('confirm-unlawful', {
    carryOut: ({ body, opened }) =>
      journal.record('instruction-accepted', nowS(), {
        confirms: toHex(body.subject),
        rules: body.rules.join(' '),
        by: opened.instruction.author,
      }),
  });
}
