import type { Eraser } from '../../deletion/eraser.ts';
import { orderExecutor, type OrderExecutor } from '../order-executor.ts';

/** `delete-period`: every stored batch goes that touches the period; sessions and journal speak of none and stay. */
export function deletePeriodOrder(eraser: Eraser, flush: () => void): OrderExecutor {
  return orderExecutor('delete-period', {
    // What was collected is stored first, so that it goes with the rest.
    before: flush,
    carryOut: ({ body, opened }) =>
      eraser.erase({
        opened,
        scope: 'period',
        period: body,
        touches: ({ kind, fromS, untilS }) =>
          (kind === 'records' || kind === 'event') && fromS < body.untilS && untilS >= body.fromS,
      }),
  });
}
