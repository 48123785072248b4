import { createLogUpdate } from 'log-update';

import type { FleetAccount } from '../../fleet/result/fleet-account.ts';
import type { SimIo } from '../../io.ts';

export interface FleetProgress {
  lived(done: number, all: number, account: FleetAccount): void;
  end(): void;
}

/** A line that is drawn again on a terminal, and nothing elsewhere. */
export function fleetProgress({ terminal }: SimIo): FleetProgress {
  if (terminal === undefined) return { lived: () => {}, end: () => {} };
  const screen = createLogUpdate(terminal);
  return {
    lived: (done, all, { tally }) => {
      const percent = Math.floor((done / all) * 100);
      const [messages, findings] = [tally.sum('messages'), tally.findingCount];
      screen(
        `${done} of ${all} devices (${percent} %), ${messages} messages, ${findings} findings`,
      );
    },
    end: () => screen.clear(),
  };
}
