import {
  equalBytes,
  instructionDigest,
  ReceiptRead,
  SmpRefusal,
  toHex,
  verifyReceipt,
  type DeletionReceipt,
  type WipeBody,
} from '@feierabend/protocol';

import type { SmpSession } from '../session/smp-session.ts';
import type { InstructionFile } from '../signing/instruction-file.ts';
import { VerificationError } from '../verification-error.ts';

/** The receipt about an order, newest first, verified with the key of the device. */
export async function readWipeReceipt(
  session: SmpSession,
  order: InstructionFile,
  parts: { readonly body: WipeBody; readonly signKey: Uint8Array },
): Promise<{ readonly receipt: DeletionReceipt; readonly bytes: Uint8Array }> {
  const { body, signKey } = parts;
  const digest = instructionDigest(order.bytes);
  const phase = 'the receipt';
  const first = await session.request(ReceiptRead.read, { n: 0 }, { phase });
  for (let n = first.len - 1; n >= 0; n -= 1) {
    const answer =
      // oxlint-disable-next-line no-await-in-loop -- the newest first, and mostly that is it
      n === 0 ? first : await session.request(ReceiptRead.read, { n }, { phase });
    const verified = verifyReceipt(answer.receipt, signKey);
    if (!verified.ok) throw unproved(verified.fault.expected, verified.fault.came);
    const receipt = verified.value;
    const { instruction, tenant, device } = receipt;
    if (instruction === undefined || !equalBytes(instruction, digest)) continue;
    const isOwn = tenant === order.instruction.tenant && device === order.instruction.device;
    if (!isOwn || receipt.scope !== body.scope) {
      throw unproved(
        `a receipt of ${order.instruction.device ?? ''} about ${body.scope}`,
        'it is another',
      );
    }
    if (!receipt.attested) {
      throw unproved('the device to find its storage erased', 'it could only order the erasure');
    }
    return { receipt, bytes: answer.receipt };
  }
  throw unproved(`a receipt about the order ${toHex(digest).slice(0, 16)}`, 'there is none');
}

/** Whether the device has a receipt about an order. */
export async function isCarriedOut(
  session: SmpSession,
  order: InstructionFile,
  parts: { readonly body: WipeBody; readonly signKey: Uint8Array },
): Promise<boolean> {
  try {
    await readWipeReceipt(session, order, parts);
    return true;
  } catch (error) {
    if (error instanceof VerificationError || error instanceof SmpRefusal) return false;
    throw error;
  }
}

export function unproved(expected: string, came: string): VerificationError {
  return new VerificationError({
    code: 'VERIFY_WIPE',
    expected,
    came,
    next: 'treat the data as still there: keep the device locked away, and destroy its storage',
  });
}
