import { encodeCorrection, TrackerError } from '@feierabend/protocol';

import { orderExecutor, type OrderExecutor } from '../order-executor.ts';

/**
 * `correct`: what is right, sealed for those who have what is wrong. A correction that power interrupted may reach them
 * twice; it names its instruction.
 */
export function correctOrder(parts: {
  /** Whether there is a policy, and so somebody to seal it for. */
  readonly hasRecipients: () => boolean;
  readonly seal: (correction: Uint8Array) => boolean;
}): OrderExecutor {
  return orderExecutor('correct', {
    refuses: () =>
      parts.hasRecipients() ? undefined : { code: 'NO_POLICY', rc: TrackerError.noPolicy },
    carryOut: ({ body, opened }) =>
      parts.seal(encodeCorrection({ ...body, instruction: opened.digest })),
  });
}
