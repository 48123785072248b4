import type { HpkeKeyPair } from '@feierabend/protocol';

import {
  ReportController,
  type Received,
} from '@feierabend/firmware-sim/controller/report-controller';
import type { Tracker } from './tracker.ts';
import { sealKeyOf } from './tracker-identity.ts';

/** What somebody does to messages before they read them. */
export interface OpenChanges {
  readonly tenant?: string;
  readonly device?: string;
  /** One bit in the middle of each is the other. */
  readonly flip?: boolean;
}

/** What somebody with this key can open of everything that a device has sent. */
export async function openedBy(
  tracker: Tracker,
  key: HpkeKeyPair,
  { tenant, device, flip = false }: OpenChanges = {},
): Promise<Received> {
  await tracker.received();
  const identity = await tracker.identity();
  const who = { tenant: tenant ?? identity.tenant, device: device ?? identity.device };
  const reader = new ReportController(key, [{ ...who, sealKey: sealKeyOf(identity) }]);
  for (const message of tracker.messages) {
    const payload = message.payload.slice();
    const middle = payload.length >> 1;
    if (flip) payload[middle] = (payload[middle] ?? 0) ^ 1;
    reader.take({ ...message, ...who, payload });
  }
  return reader.received;
}
