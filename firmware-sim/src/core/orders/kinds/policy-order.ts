import { orderExecutor, type OrderExecutor } from '../order-executor.ts';
import type { PolicyStore } from '../policy-store.ts';

/** `policy`: takes the place of the one in force. */
export function policyOrder(policies: PolicyStore): OrderExecutor {
  return orderExecutor('policy', {
    carryOut: ({ bytes }) => policies.replace(bytes),
  });
}
