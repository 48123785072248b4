import { deriveKeyPair } from '@feierabend/protocol';
import { expect } from 'vitest';

import { suiteOf } from '../../run/hil-test.ts';
import { benchPolicy, everySecond } from '../../station/bench-policy.ts';
import { monday } from '../../station/calendar.ts';
import { drive } from '../../station/drive.ts';
import { fixesIn } from '../../station/fixes.ts';
import { openedBy } from '../../station/opened-by.ts';

const hil = suiteOf('policy');
const needs = ['tracker', 'gnss-input', 'modem', 'time', 'rig', 'indicator'] as const;

export function modes(): void {
  hil(
    'the private switch closes at once, and the light tells when positions are taken',
    { clauses: ['AVV-4', 'TOM-5'], needs },
    async ({ station, record }) => {
      const [fromMs, onMs, offMs] = [monday('07:59'), monday('08:02'), monday('08:04')];
      const untilMs = monday('08:06');
      const { recipient } = station.kit;
      const more = ['privateSwitch: yes'];
      const policy = benchPolicy({ recipient, ...everySecond, more });
      const tracker = await station.tracker({ startMs: fromMs, policy });
      const lights: string[] = [];
      const look = async () => lights.push(await tracker.indicator());
      await tracker.feed(drive({ fromMs, untilMs: monday('08:00') - 5000 }));
      await look();
      await tracker.feed(drive({ fromMs: monday('08:00') - 5000, untilMs: onMs }));
      await look();
      await tracker.privateSwitch(true);
      await tracker.feed(drive({ fromMs: onMs, untilMs: offMs }));
      await look();
      await tracker.privateSwitch(false);
      await tracker.feed(drive({ fromMs: offMs, untilMs }));
      await look();
      await tracker.liveTo(untilMs + 1_000_000);
      expect(lights, 'the light, in and out of private').toEqual(['off', 'on', 'off', 'on']);

      const { records } = await tracker.received();
      const [onS, offS] = [onMs / 1000, offMs / 1000];
      const hidden = fixesIn(records).filter(({ timeS }) => timeS > onS && timeS <= offS);
      record.measure('fixes while it was on', hidden.length, { expected: 0 });
      const after = fixesIn(records).filter(({ timeS }) => timeS > offS);
      record.measure('fixes after it', after.length, { min: 115, max: 120 });
      const withheld = records.filter(
        (one) => one.kind === 'withheld' && one.reason === 'private-switch',
      );
      expect(withheld, 'spans withheld by the switch').toMatchObject([
        { fromS: onS, untilS: expect.closeTo(offS, -0.5) },
      ]);
      const told = records.flatMap((one) => (one.kind === 'event' ? [one.event] : []));
      expect(told, 'events of the switch').toEqual(
        expect.arrayContaining(['private-switch-on', 'private-switch-off']),
      );

      const microphone = await station.file('ears.yaml', `${policy}microphone: yes\n`);
      const lint = await tracker.flasher('policy', 'plan', microphone);
      expect([lint.exitCode, lint.err]).toEqual([3, expect.stringContaining('microphone')]);
    },
  );

  hil(
    'a call for help reaches those who were named for it, and nobody else, and it ends',
    { clauses: ['AVV-4', 'AVV-8', 'AVV-6.8'], needs },
    async ({ station, record }) => {
      const rescue = deriveKeyPair(new Uint8Array(32).fill(91));
      const fromMs = monday('06:00');
      const callMs = fromMs + 60_000;
      const policy = benchPolicy({
        recipient: station.kit.recipient,
        others: { rescue },
        more: ['sos: { every: 10 s, for: 5 min, recipients: [rescue] }'],
      });
      const tracker = await station.tracker({ startMs: fromMs, policy });
      await tracker.feed(drive({ fromMs, untilMs: callMs }));
      await tracker.pressSos();
      await tracker.feed(drive({ fromMs: callMs, untilMs: callMs + 10_000 }));
      expect(await tracker.indicator(), 'the light').toBe('slow-blink');
      await tracker.feed(drive({ fromMs: callMs + 10_000, untilMs: callMs + 480_000 }));
      expect(await tracker.indicator(), 'the light').toBe('off');
      await tracker.liveTo(callMs + 1_800_000);
      const { records } = await tracker.received();
      const called = fixesIn((await openedBy(tracker, rescue)).records);
      record.measure('fixes for those who are called', called.length, { min: 29, max: 31 });
      record.measure('fixes for the office', fixesIn(records).length, { expected: 0 });
      const lastS = Math.max(...called.map(({ timeS }) => timeS)) - callMs / 1000;
      record.measure('last fix after the call', lastS, { unit: 's', min: 285, max: 300 });
      const call = records.find((one) => one.kind === 'event' && one.event === 'sos');
      expect(call, 'the call for help, for the desk').toBeDefined();
      const told = call?.kind === 'event' ? call.timeS - callMs / 1000 : 'never';
      record.measure('the office hears of the call', told, { unit: 's', min: 0, max: 1 });

      await record.phase('a policy without a rule for it', async () => {
        await station.applyPolicy(tracker, benchPolicy({ recipient: station.kit.recipient }));
        const againMs = callMs + 1_860_000;
        await tracker.pressSos();
        await tracker.feed(drive({ fromMs: callMs + 1_800_000, untilMs: againMs }));
        await tracker.liveTo(againMs + 1_000_000);
        const later = await tracker.received();
        const events = later.records.filter((one) => one.kind === 'event' && one.event === 'sos');
        record.measure('calls that the office heard of', events.length, { expected: 2 });
        record.measure('places it got', fixesIn(later.records).length, { expected: 0 });
      });
    },
  );
}
