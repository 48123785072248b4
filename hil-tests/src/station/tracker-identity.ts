import { fromHex, InternalError, LinkError } from '@feierabend/protocol';

import type { DeviceRecord } from '../record/run-record.ts';
import type { Tracker } from './tracker.ts';

/** The names and keys a device tells. Throws LinkError `TRACKER_BLANK` for one that belongs to nobody. */
export async function identityOf(tracker: Tracker): Promise<DeviceRecord> {
  const { result } = await tracker.done('info');
  const keys = result['identity'] as Pick<DeviceRecord, 'signKey' | 'sealKey'> | null;
  if (keys !== null) {
    const { tenant, device } = tracker;
    return { tenant, device, signKey: keys.signKey, sealKey: keys.sealKey };
  }
  throw new LinkError({
    code: 'TRACKER_BLANK',
    expected: `"${tracker.device}" to tell its keys`,
    came: 'it belongs to nobody',
    next: 'provision it first',
  });
}

/** Verifies its journal and its receipts. */
export function signKeyOf({ signKey }: Pick<DeviceRecord, 'signKey'>): Uint8Array {
  return keyOf(signKey);
}

/** Authenticates its reports. */
export function sealKeyOf({ sealKey }: Pick<DeviceRecord, 'sealKey'>): Uint8Array {
  return keyOf(sealKey);
}

function keyOf(hex: string): Uint8Array {
  const key = fromHex(hex);
  if (key === undefined) throw new InternalError('the device told a key that is not hexadecimal');
  return key;
}
