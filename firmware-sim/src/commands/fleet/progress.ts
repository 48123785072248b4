import { createLogUpdate } from 'log-update';

import type { FleetAccount } from '../../fleet/result/fleet-account.ts';
import type { SimIo } from '../../io.ts';

export interface FleetProgress {
  lived(done: number, all: number, account: FleetAccount): void;
  /** Of a run in which all devices live at the same time: seconds of the scenario. */
  passed(doneS: number, allS: number): void;
  end(): void;
}

/** A line that is drawn again on a terminal, and nothing elsewhere. */
export function fleetProgress({ terminal }: SimIo): FleetProgress {
  if (terminal === undefined) return { lived: () => {}, passed: () => {}, end: () => {} };
  const screen = createLogUpdate(terminal);
  return {
    lived: (done, all, { tally }) => {
      const percent = Math.floor((done / all) * 100);
      const [messages, findings] = [tally.sum('messages'), tally.findingCount];
      screen(
        `${done} of ${all} devices (${percent} %), ${messages} messages, ${findings} findings`,
      );
    },
    passed: (doneS, allS) => {
      const hours = (seconds: number) => (seconds / 3600).toFixed(1);
      screen(`${hours(doneS)} of ${hours(allS)} h (${Math.floor((doneS / allS) * 100)} %)`);
    },
    end: () => screen.clear(),
  };
}
