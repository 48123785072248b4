import { describe, expect, it } from 'vitest';

import { RecentEntries, statusOf, type TrackerStatus } from '../runner/tracker-status.ts';
import { at, testPolicy } from '../testing/test-tenant.ts';
import { makeTestTracker } from '../testing/test-tracker.ts';
import { liveView } from './live-view.ts';

const blank: TrackerStatus = statusOf(undefined);

describe('the live view', () => {
  it('says what a tracker in its window does, until when, and what it counted', () => {
    const world = makeTestTracker({ startS: at(9) });
    world.apply(testPolicy);
    world.driveTo(at(9, 0, 30), () => ({ latitude: 48.37, longitude: 10.9 }));
    const journal = new RecentEntries(3);
    for (const { channel, bytes } of world.taps) if (channel === 'journal') journal.push(bytes);
    const parts = { port: 'van.sock', journal: journal.entries, columns: 100 };
    const lines = liveView(statusOf(world.tracker), parts).split('\n');
    expect(lines.slice(0, 5)).toEqual([
      'tracker       van-7, firmware 1.0.0, on van.sock',
      'mode          ON DUTY: positions are taken',
      'clock         trusted, 2026-11-23T08:00:30Z',
      'next change   2026-11-23T11:00:00Z, in 2 h 59 min',
      expect.stringMatching(/^counted {7}[23] fixes, 3 positions withheld, \d frames waiting$/u),
    ]);
    expect(lines).toHaveLength(10);
    expect(lines.at(-2)).toMatch(/^ {2}\d+ 2026-11-23T08:00:0\dZ mode mode=on-duty/u);
    expect(lines.join('\n')).not.toMatch(/48\.?37|10\.?9/u);
  });

  it('tells a call for help from a window, and when the mode really changes next', () => {
    const sos = { recipients: [0], intervalS: 30, durationS: 600 };
    const world = makeTestTracker({ startS: at(20) });
    world.apply({ ...testPolicy, sos });
    const facts = () =>
      liveView(statusOf(world.tracker), { port: 'p', journal: [], columns: 100 }).split('\n');
    world.driveTo(at(20, 0, 10), () => ({ latitude: 48.37, longitude: 10.9 }));
    world.callForHelp();
    expect(facts()[1]).toBe('mode          SOS: positions are taken');
    expect(facts()[3]).toBe('next change   2026-11-23T19:10:10Z, in 10 min 0 s');
    world.driveTo(at(20, 10, 11), () => undefined);
    expect(facts()[1]).toBe('mode          closed: outside-hours');
    // The window of the morning opens nothing while an instruction restricts.
    world.order('restrict', { on: true });
    expect(facts()[1]).toBe('mode          closed: restricted');
    expect(facts()[3]).not.toContain('2026-11-24T');
  });

  it('says that a blank board is one', () => {
    const text = liveView(blank, { port: 'p', journal: [], columns: 100 });
    expect(text).toContain('blank board, firmware none');
    expect(text).toContain('closed: no-power');
    expect(text).toContain('next change   not known');
  });

  it('says whether the receiver is heard that was named', () => {
    const parts = { port: 'p', journal: [], columns: 100 };
    expect(liveView(blank, parts)).not.toContain('receiver');
    const status = statusOf(undefined, { receiver: 'lost' });
    expect(liveView(status, parts)).toContain('receiver      lost\n');
  });

  it('fits the terminal', () => {
    const port = 'x'.repeat(200);
    const text = liveView(blank, { port, journal: [], columns: 40 });
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBe(39);
  });
});
