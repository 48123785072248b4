import { TrackerError } from '@feierabend/protocol';

import type { DeviceSettings } from '../../settings/settings-store.ts';
import { orderExecutor, type OrderExecutor } from '../order-executor.ts';

/** `settings`: all are written, or none. */
export function settingsOrder(settings: DeviceSettings): OrderExecutor {
  return orderExecutor('settings', {
    refuses: ({ body }) =>
      settings.accepts(body)
        ? undefined
        : { code: 'SETTING_UNKNOWN', rc: TrackerError.notApplicable },
    carryOut: ({ body }) => settings.change(body),
  });
}
