import type { FleetPlan } from '../plan/fleet-plan.ts';

/** All devices are kept within so much of the same time where no clock does it. */
const windowMs = 10 * 60_000;

/** A moment at which every device of the fleet stands still. */
export interface Halt {
  readonly atMs: number;
  /** What happens to the broker then: its last outage begins (1) or ends (-1). */
  readonly outage?: 1 | -1;
}

/** When the devices of a run wait for each other: before the broker goes or comes, and regularly unless they go by the clock. */
export function timetable(fleet: FleetPlan, { byTheClock }: { byTheClock: boolean }): Halt[] {
  const [fromMs, untilMs] = [fleet.fromS * 1000, fleet.untilS * 1000];
  const outages = fleet.faults.flatMap(({ act, atS, share, groups }) => {
    const isForAll = share === 1 && groups.length === fleet.groups.length;
    if (act.kind !== 'broker-outage' || !isForAll) return [];
    return [{ fromMs: atS * 1000, untilMs: atS * 1000 + act.forMs }];
  });
  const changes = outages.flatMap((one) => [
    { atMs: one.fromMs, change: 1 },
    { atMs: one.untilMs, change: -1 },
  ]);
  const halts: Halt[] = [];
  let open = 0;
  for (const { atMs, change } of changes.toSorted(
    (a, b) => a.atMs - b.atMs || b.change - a.change,
  )) {
    const before = open;
    open += change;
    // A millisecond before: what happens to the devices at that moment comes behind it. By the clock they go on meanwhile, so
    // they lose their network first.
    const beginsMs = byTheClock ? atMs : atMs - 1;
    if (before === 0) halts.push({ atMs: beginsMs, outage: 1 });
    else if (open === 0) halts.push({ atMs: atMs - 1, outage: -1 });
  }
  const stepMs = byTheClock ? untilMs - fromMs : windowMs;
  for (let atMs = fromMs + stepMs; atMs < untilMs; atMs += stepMs) halts.push({ atMs });
  return [
    ...halts.filter(({ atMs }) => atMs < untilMs).toSorted((a, b) => a.atMs - b.atMs),
    { atMs: untilMs },
  ];
}
