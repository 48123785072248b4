import { expect } from 'vitest';
import { parsePolicySource, type PolicySource } from '@feierabend/protocol/policy-source';

import { gapsExplained } from '../../checks/day-account.ts';
import { gateFaults } from '../../checks/gate-check.ts';
import { isInside, localWindows } from '@feierabend/firmware-sim/controller/local-windows';
import { suiteOf } from '../../run/hil-test.ts';
import { attachDay, attachTiming } from '../../station/attach-day.ts';
import { benchPolicy, everySecond } from '../../station/bench-policy.ts';
import { monday } from '../../station/calendar.ts';
import { drive, type DrivenEpoch } from '../../station/drive.ts';
import { edgeErrors, fedPositions, fixesIn } from '../../station/fixes.ts';

const hil = suiteOf('policy');

/** The policy as people wrote it: what is checked against must not come out of the compiler. */
export function sourceOf(yaml: string): PolicySource {
  const parsed = parsePolicySource(yaml, { fileName: 'policy.yaml' });
  expect(parsed.ok).toBe(true);
  return (parsed as Extract<typeof parsed, { ok: true }>).source;
}

/** A receiver that speaks around these instants only. */
export function around(instantsMs: readonly number[], aroundS: number): DrivenEpoch[] {
  return instantsMs.flatMap((atMs) =>
    drive({ fromMs: atMs - aroundS * 1000, untilMs: atMs + aroundS * 1000 }),
  );
}

export function windows(): void {
  hil(
    'opens and closes in the very second, and in the break as well',
    { clauses: ['TOM-5', 'TOM-13'], needs: ['tracker', 'gnss-input', 'modem', 'time', 'tap'] },
    async ({ station, record }) => {
      const [fromMs, untilMs] = [monday('07:55'), monday('08:40')];
      const yaml = benchPolicy({
        recipient: station.kit.recipient,
        ...everySecond,
        week: { mon: '08:00-08:15, 08:25-08:35' },
      });
      const tracker = await station.tracker({ startMs: fromMs, policy: yaml });
      const epochs = drive({ fromMs, untilMs });
      await tracker.feed(epochs);
      await tracker.liveTo(untilMs + 3_660_000);
      const received = await tracker.received();
      const scene = { name: 'two windows and a break', policy: sourceOf(yaml), received };
      const { device } = await tracker.identity();
      const day = attachDay(record, { ...scene, device, fromMs, untilMs });
      record.attach({ name: 'policy', kind: 'policy', mime: 'application/yaml', device }, yaml);

      const fixes = fixesIn(received.records);
      const { opening, closing } = edgeErrors(fixes, day.windows);
      for (const [index, at] of ['08:00', '08:25'].entries()) {
        record.measure(`first fix after ${at}`, opening[index] ?? '', {
          unit: 's',
          min: 0,
          max: 0,
        });
      }
      for (const [index, at] of ['08:15', '08:35'].entries()) {
        record.measure(`last fix before ${at}`, closing[index] ?? '', {
          unit: 's',
          min: 0,
          max: 0,
        });
      }
      attachTiming(record, {
        title: 'Edges of the windows, seconds too late',
        unit: 's',
        min: 0,
        max: 0,
        samples: [...opening, ...closing].filter((error) => typeof error === 'number'),
      });
      const outside = fixes.filter(({ timeS }) => !isInside(day.windows, timeS));
      record.measure('fixes outside of the windows', outside.length, { expected: 0 });
      record.measure('fixes', fixes.length, { min: 1495, max: 1500 });
      record.measure('every second is accounted for', gapsExplained(day.account), {
        expected: true,
      });
      const faults = gateFaults({
        fed: fedPositions(epochs),
        windows: localWindows(scene.policy, fromMs / 1000, untilMs / 1000),
        records: received.records,
        withheld: tracker.counters().epochsWithheld,
      });
      expect(faults, 'reports that do not open').toEqual([]);
      const reasons = day.account.flatMap(({ reason }) => reason ?? []);
      expect(reasons, 'reasons of withheld spans').toContain('break');
      expect(reasons, 'reasons of withheld spans').toContain('outside-hours');
    },
  );
}
