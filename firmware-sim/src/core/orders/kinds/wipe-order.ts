import { TrackerError } from '@feierabend/protocol';

import type { Eraser } from '../../deletion/eraser.ts';
import { orderExecutor, type OrderExecutor } from '../order-executor.ts';

export interface WipeParts {
  /** Stores what was collected. */
  readonly flush: () => void;
  readonly eraser: Eraser;
  /** Whether stored reports wait that nobody has acknowledged. */
  readonly holdsReports: () => boolean;
  /** Whether so much of the journal was handed out that the rest fits into the proof of the end. */
  readonly isJournalOut: () => boolean;
  /** Orders the end of the device; false when flash did not take it. */
  readonly decommission: (instruction: Uint8Array) => boolean;
}

/** `wipe`: stored reports, or the whole device. Data that is said to be returned must have been. */
export function wipeOrder(parts: WipeParts): OrderExecutor {
  return orderExecutor('wipe', {
    refuses({ body }) {
      parts.flush();
      const rc = TrackerError.notApplicable;
      if (body.data === 'returned' && parts.holdsReports()) return { code: 'NOT_RETURNED', rc };
      if (body.scope === 'device' && !parts.isJournalOut()) return { code: 'JOURNAL_KEPT', rc };
      return undefined;
    },
    carryOut({ body, opened }) {
      if (body.scope === 'device') return parts.decommission(opened.digest);
      return parts.eraser.erase({
        opened,
        scope: 'reports',
        // A session stays: it may open a page of the journal that still waits.
        touches: ({ kind }) => kind === 'records' || kind === 'event' || kind === 'correction',
      });
    },
  });
}
