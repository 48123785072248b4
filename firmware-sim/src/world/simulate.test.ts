import { describe, expect, it } from 'vitest';

import { policyText } from '../testing/policy-text.ts';
import type { Fault } from './faults.ts';
import { simulate } from './simulate.ts';
import type { TraceInputs } from './trace.ts';

/** A Monday at midnight in Germany. */
const mondayS = Date.UTC(2026, 2, 1, 23) / 1000;
const hourS = 3600;

function live(changes: Partial<TraceInputs> = {}) {
  const inputs: TraceInputs = {
    trace: 'feierabend/1',
    seed: 7,
    fromS: mondayS,
    untilS: mondayS + 24 * hourS,
    nmea: false,
    faults: [],
    policy: policyText,
    ...changes,
  };
  return simulate({ inputs, policyFile: 'p.yaml', batteryMah: 3000 });
}

const fault = (name: Fault['name'], value: number, hour: number): Fault => ({
  name,
  value,
  atS: mondayS + hour * hourS,
});
const modes = (ribbon: Awaited<ReturnType<typeof live>>['ribbon']) =>
  ribbon.map(({ fromS, mode }) => [(fromS - mondayS) / hourS, mode]);

describe('a simulated Monday', () => {
  it('has its windows and its break to the second, and a fix a minute in them', async () => {
    const { ribbon, summary } = await live();
    expect(modes(ribbon).slice(1)).toEqual([
      [expect.closeTo(0.01, 1), 'outside-hours'],
      [8, 'on-duty'],
      [12, 'break'],
      [12.5, 'on-duty'],
      [16.5, 'outside-hours'],
    ]);
    // 480 minutes; one or two of them pass in a tunnel or before the first fix of the morning.
    expect(summary.fixes).toBeGreaterThan(470);
    expect(summary.fixes).toBeLessThanOrEqual(480);
    expect(summary.nextChangeS).toBe(mondayS + 32 * hourS);
  });

  it('is the same again from the same inputs, and another one from another seed', async () => {
    const [first, again, other] = [await live(), await live(), await live({ seed: 8 })];
    expect(again.trace).toEqual(first.trace);
    expect(other.trace.digests.flashImage).not.toBe(first.trace.digests.flashImage);
  });

  it.each<[string, Fault[]]>([
    ['bad blocks', [fault('flash.bad', 200, 0)]],
    ['worn blocks', [fault('flash.wear', 1, 0)]],
    ['reads with a wrong bit', [fault('flash.read', 20 * hourS * 1000, 1)]],
    ['program operations that leave a bit', [fault('flash.program', 20 * hourS * 1000, 1)]],
  ])('keeps its windows and its fixes on a chip with %s', async (_name, faults) => {
    const [sound, failing] = [await live(), await live({ faults })];
    const { erases, programs, reads } = failing.summary.flashErrors ?? expect.fail('no count');
    expect(erases + programs + reads).toBeGreaterThan(0);
    expect(sound.summary.flashErrors).toBeNull();
    expect(modes(failing.ribbon).slice(2)).toEqual(modes(sound.ribbon).slice(2));
    expect(failing.summary.fixes).toBe(sound.summary.fixes);
  });

  it('opens no window that a sound chip has closed, whatever decays in it', async () => {
    const faults = [fault('flash.decay', 30, 9), fault('power.cut', 1000, 10)];
    const { ribbon, summary } = await live({ faults });
    expect(modes(ribbon).filter(([, mode]) => mode === 'on-duty')).toEqual([[8, 'on-duty']]);
    expect(summary.fixes).toBeLessThan(125);
  });

  it('takes about the same fixes from NMEA text as from direct positions', async () => {
    const [direct, text] = [await live(), await live({ nmea: true })];
    expect(Math.abs(direct.summary.fixes - text.summary.fixes)).toBeLessThan(5);
  });

  it('is closed all day where the policy is not valid yet', async () => {
    const until = { fromS: mondayS - 400 * 24 * hourS, untilS: mondayS - 399 * 24 * hourS };
    const { summary } = await live(until);
    expect(summary.fixes).toBe(0);
    expect(Object.keys(summary.hoursByMode).toSorted()).toEqual(['clock-untrusted', 'no-policy']);
  });
});

describe('a Monday with a fault', () => {
  it('keeps what it has while there is no network, and sends it after', async () => {
    const sound = await live();
    const { summary, trace } = await live({ faults: [fault('link.outage', 2 * hourS * 1000, 9)] });
    const sentAt = trace.events.flatMap(({ kind, atMs }) => (kind === 'link' ? [atMs] : []));
    const inOutage = sentAt.filter(
      (ms) => ms > (mondayS + 9 * hourS) * 1000 && ms < (mondayS + 11 * hourS) * 1000,
    );
    expect(inOutage).toEqual([]);
    expect(summary).toMatchObject({ fixes: sound.summary.fixes, framesWaiting: 0 });
  });

  it('boots again after a power cut, and goes on', async () => {
    const { summary, ribbon } = await live({ faults: [fault('power.cut', 600_000, 10)] });
    expect(summary.boots).toBe(2);
    expect(summary.hoursByMode['no-power']).toBeCloseTo(1 / 6, 2);
    expect(ribbon.at(-1)?.mode).toBe('outside-hours');
    expect(summary.fixes).toBeGreaterThan(450);
  });

  it('knows the time after a power cut, unless the cell of its clock chip was out', async () => {
    const cut = fault('power.cut', 600_000, 10);
    const morning = { fromS: mondayS + 9 * hourS, untilS: mondayS + 11 * hourS };
    const doubts = async (faults: Fault[]) =>
      (await live({ faults, ...morning })).ribbon
        .filter(({ mode, fromS }) => mode === 'clock-untrusted' && fromS > mondayS + 9.5 * hourS)
        .map(({ fromS }) => Math.round(fromS - mondayS - 10 * hourS));
    expect(await doubts([cut])).toEqual([]);
    expect(await doubts([cut, fault('clock.cell', 3_600_000, 9.5)])).toEqual([600]);
    expect(await doubts([cut, fault('clock.cell', 600_000, 9.5)])).toEqual([]);
  });

  it('is closed for the rest of the day when the time of the receiver leaps', async () => {
    const { summary } = await live({ faults: [fault('clock.leap', 6 * hourS * 1000, 9)] });
    expect(summary.fixes).toBeLessThan(62);
    expect(summary.hoursByMode['clock-untrusted']).toBeGreaterThan(14);
    // And no window of tomorrow opens it.
    expect(summary).toMatchObject({ clock: 'jumped', nextChangeS: null });
  });

  it.each<Fault>([
    fault('gnss.outage', 3 * hourS * 1000, 9),
    fault('gnss.silence', 3 * hourS * 1000, 9),
  ])('has fewer fixes with $name', async (one) => {
    const { summary } = await live({ faults: [one] });
    expect(summary.fixes).toBeGreaterThan(250);
    expect(summary.fixes).toBeLessThan(310);
  });

  it.each<Fault>([fault('clock.drift', 80, 0), fault('link.repeat', 8 * hourS * 1000, 8)])(
    'loses nothing with $name',
    async (one) => {
      const { summary, trace } = await live({ faults: [one] });
      expect(summary.fixes).toBeGreaterThan(470);
      expect(trace.digests).not.toEqual((await live()).trace.digests);
    },
  );

  it.each<Fault>([fault('gnss.noise', 3 * hourS * 1000, 9), fault('serial.noise', 9000, 9)])(
    'stores and sends the very same bytes with $name',
    async (one) => {
      const { trace } = await live({ faults: [one], nmea: true });
      expect(trace.digests).toEqual((await live({ nmea: true })).trace.digests);
    },
  );

  it('acknowledges nothing in a black hole, and everything after it', async () => {
    const { summary } = await live({ faults: [fault('link.silence', 2 * hourS * 1000, 9)] });
    expect(summary.framesWaiting).toBe(0);
    expect(summary.messages).toBeGreaterThan((await live()).summary.messages);
  });
});
