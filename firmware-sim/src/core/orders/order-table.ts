import type { Eraser } from '../deletion/eraser.ts';
import type { ImageSlots } from '../boot/image-slots.ts';
import type { TimeKeeper } from '../clock/time-keeper.ts';
import type { KeyStore } from '../identity/key-store.ts';
import type { JournalStore } from '../journal/journal-store.ts';
import type { ModeStore } from '../modes/mode-store.ts';
import type { Sealer } from '../report/sealer.ts';
import type { DeviceSettings } from '../settings/settings-store.ts';
import { confirmFirmwareOrder } from './kinds/confirm-firmware-order.ts';
import { confirmUnlawfulOrder } from './kinds/confirm-unlawful-order.ts';
import { correctOrder } from './kinds/correct-order.ts';
import { deletePeriodOrder } from './kinds/delete-period-order.ts';
import { keyChangeOrder } from './kinds/key-change-order.ts';
import { modeOrders } from './kinds/mode-orders.ts';
import { policyOrder } from './kinds/policy-order.ts';
import { settingsOrder } from './kinds/settings-order.ts';
import { signedTimeOrder } from './kinds/signed-time-order.ts';
import { wipeOrder, type WipeParts } from './kinds/wipe-order.ts';
import type { OrderExecutor } from './order-executor.ts';
import type { PolicyStore } from './policy-store.ts';
import type { TimeChallenge } from './time-challenge.ts';

export interface OrderTableParts {
  readonly slots: ImageSlots;
  readonly settings: DeviceSettings;
  readonly keys: KeyStore;
  readonly policies: PolicyStore;
  readonly journal: JournalStore;
  readonly sealer: Sealer;
  readonly time: TimeKeeper;
  readonly challenge: TimeChallenge;
  readonly eraser: Eraser;
  readonly wipe: Omit<WipeParts, 'eraser'>;
  readonly modes: ModeStore;
}

/** Who carries out what. A new kind is one file in `kinds/` and one line here. */
export function orderTable(parts: OrderTableParts): readonly OrderExecutor[] {
  const { slots, settings, keys, policies, journal, sealer, time, challenge, eraser } = parts;
  const { flush, holdsReports, isJournalOut, decommission } = parts.wipe;
  return [
    policyOrder(policies),
    ...modeOrders({
      modes: parts.modes,
      policyInForce: () => policies.active?.policy,
      nowS: () => time.nowS(),
    }),
    settingsOrder(settings),
    keyChangeOrder(keys),
    signedTimeOrder(time, challenge),
    deletePeriodOrder(eraser, flush),
    wipeOrder({ flush, eraser, holdsReports, isJournalOut, decommission }),
    confirmFirmwareOrder(slots),
    confirmUnlawfulOrder(journal, () => time.nowS()),
    correctOrder({
      hasRecipients: () => policies.active !== undefined,
      seal(correction) {
        const { active } = policies;
        const nowS = time.nowS() ?? journal.lastTimeS;
        return active !== undefined && sealer.storeCorrection(correction, active, nowS);
      },
    }),
  ];
}
