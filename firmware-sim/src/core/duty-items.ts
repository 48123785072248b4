import type { AgendaItem } from './agenda.ts';
import type { PolicyGate } from './capture/policy-gate.ts';
import type { TimeKeeper } from './clock/time-keeper.ts';
import type { ModeDesk } from './modes/mode-desk.ts';

interface DutyItems {
  readonly time: TimeKeeper;
  readonly modes: ModeDesk;
  readonly gnss: AgendaItem;
  readonly gate: PolicyGate;
  readonly recorder: AgendaItem;
  readonly sweeper: AgendaItem;
  readonly power: AgendaItem;
}

/** What a second can bring by itself, in the order in which it is looked at. */
export function dutyItems(parts: DutyItems): readonly AgendaItem[] {
  const { time, modes, gnss, gate, recorder, sweeper, power } = parts;
  const gateChange = () => {
    const changeS = gate.nextChangeS();
    return changeS === undefined ? undefined : time.uptimeMsOf(changeS);
  };
  return [
    time,
    modes.repeats,
    // What is over ends before anything else is looked at.
    modes.keeper,
    gnss,
    { dueUptimeMs: gateChange, tick: () => modes.keeper.showIndicator() },
    recorder,
    modes.events,
    sweeper,
    power,
  ];
}
