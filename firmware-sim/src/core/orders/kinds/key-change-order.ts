import { TrackerError } from '@feierabend/protocol';

import type { KeyStore } from '../../identity/key-store.ts';
import { orderExecutor, type OrderExecutor } from '../order-executor.ts';

/** `key-change`: the ring of keys and the revocation list change in one record, or not at all. */
export function keyChangeOrder(keys: KeyStore): OrderExecutor {
  return orderExecutor('key-change', {
    refuses: ({ body }) =>
      keys.accepts(body)
        ? undefined
        : { code: 'KEY_CHANGE_REFUSED', rc: TrackerError.notApplicable },
    carryOut: ({ body }) => keys.change(body),
  });
}
