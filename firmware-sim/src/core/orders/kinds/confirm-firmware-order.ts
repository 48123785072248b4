import { equalBytes, TrackerError } from '@feierabend/protocol';

import type { ImageSlots } from '../../boot/image-slots.ts';
import { orderExecutor, type OrderExecutor } from '../order-executor.ts';

/**
 * `confirm-firmware`: the image that runs stays, if it is the one that was meant. Where the boot state is lost, this is what
 * brings it back.
 */
export function confirmFirmwareOrder(slots: ImageSlots): OrderExecutor {
  const isRunning = (hash: Uint8Array) => {
    const running = slots.running();
    return running !== undefined && equalBytes(running.hash, hash);
  };
  return orderExecutor('confirm-firmware', {
    refuses: ({ body }) =>
      isRunning(body.imageHash)
        ? undefined
        : { code: 'FIRMWARE_OTHER', rc: TrackerError.notApplicable },
    // Where power ended it before the confirmation, the boot loader has gone back: there is nothing left to confirm.
    carryOut: ({ body }) => !isRunning(body.imageHash) || (slots.restore() && slots.confirm()),
  });
}
