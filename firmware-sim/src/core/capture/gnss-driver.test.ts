import { describe, expect, it } from 'vitest';

import { VirtualClock } from '../../hardware/virtual-clock.ts';
import { epoch, gga, rmc, type TestPlace } from '../../testing/nmea.ts';
import { at, testPolicy } from '../../testing/test-tenant.ts';
import { GnssDriver, type GnssFix } from './gnss-driver.ts';
import { PolicyGate } from './policy-gate.ts';
import { TimeKeeper } from '../clock/time-keeper.ts';

const work = { latitude: 48.37, longitude: 10.89 };
const home = { latitude: 48.41, longitude: 10.72 };
const bytes = (text: string) => new TextEncoder().encode(text);

/** A driver whose uptime zero is a second of the test Monday. */
function driver(startS: number) {
  const clock = new VirtualClock();
  const time = new TimeKeeper(clock);
  const seen = { fixes: [] as GnssFix[], withheld: 0, heard: 0 };
  const gnss = new GnssDriver({
    clock,
    time,
    gate: new PolicyGate(time, () => testPolicy),
    listener: {
      heard: () => void (seen.heard += 1),
      fix: (fix) => void seen.fixes.push(fix),
      withheld: () => void (seen.withheld += 1),
    },
  });
  const to = (timeS: number) => clock.step((timeS - startS) * 1000);
  const feed = (timeS: number, place?: TestPlace) => {
    to(timeS);
    gnss.receive(epoch(timeS * 1000, place));
  };
  const trust = () => {
    for (let timeS = startS; timeS < startS + 4; timeS += 1) feed(timeS, work);
  };
  return { gnss, time, seen, to, feed, trust };
}

describe('the GNSS driver', () => {
  it('hands out a fix in work hours, from bytes in any pieces', () => {
    const { gnss, seen, to, trust } = driver(at(9));
    trust();
    const before = seen.fixes.length;
    to(at(9, 0, 4));
    for (const byte of epoch(at(9, 0, 4) * 1000, work)) gnss.receive(Uint8Array.of(byte));
    expect(seen.fixes.slice(before)).toEqual([
      expect.objectContaining({
        latitudeE7: 483_700_000,
        timeMs: at(9, 0, 4) * 1000,
        satellites: 9,
      }),
    ]);
  });

  it('withholds a position that waited for its GGA until the window had opened', () => {
    const { gnss, seen, to, trust } = driver(at(7, 59, 50));
    trust();
    to(at(7, 59, 59));
    gnss.receive(bytes(rmc(at(7, 59, 59) * 1000, home)));
    to(at(8, 0, 0));
    gnss.receive(bytes(rmc(at(8) * 1000, work)));
    gnss.tick();
    to(at(8, 0, 1));
    gnss.tick();
    expect(seen.fixes.map(({ latitudeE7 }) => latitudeE7)).toEqual([483_700_000]);
    expect(seen.withheld).toBe(5);
  });

  it('withholds a position whose own time lies in the window when the clock has left it', () => {
    const { seen, feed, trust, to, gnss } = driver(at(11, 59, 50));
    trust();
    feed(at(11, 59, 59), work);
    const before = seen.fixes.length;
    to(at(12));
    // Late by a second: taken in the window, delivered in the break.
    gnss.receive(epoch(at(11, 59, 59) * 1000, work));
    to(at(12, 0, 1));
    expect(seen.fixes.length).toBe(before);
  });

  it('takes the time of an epoch when its RMC arrives, so that silence is no leap', () => {
    const { gnss, seen, time, to, trust, feed } = driver(at(9));
    trust();
    to(at(9, 0, 4));
    gnss.receive(bytes(rmc(at(9, 0, 4) * 1000, work)));
    to(at(9, 5));
    feed(at(9, 5), work);
    expect(time.state).toBe('trusted');
    expect(seen.fixes.at(-1)?.timeMs).toBe(at(9, 5) * 1000);
  });

  it('does not hold an epoch for a receiver that fell silent', () => {
    const { gnss, seen, to, trust } = driver(at(9));
    trust();
    to(at(9, 0, 4));
    gnss.receive(bytes(rmc(at(9, 0, 4) * 1000, work)));
    gnss.tick();
    expect(seen.fixes.at(-1)?.timeMs).toBe(at(9, 0, 3) * 1000);
    to(at(9, 0, 5));
    gnss.tick();
    expect(seen.fixes.at(-1)?.timeMs).toBe(at(9, 0, 4) * 1000);
  });

  it('learns the time from a receiver that sends RMC alone', () => {
    const { gnss, seen, time, to } = driver(at(9));
    for (let timeS = at(9); timeS < at(9, 0, 6); timeS += 1) {
      to(timeS);
      gnss.receive(bytes(rmc(timeS * 1000, work)));
    }
    expect(time.nowS()).toBe(at(9, 0, 5));
    expect(seen.fixes.length).toBe(2);
  });

  it('takes no time and no position from a receiver without a fix, but hears it', () => {
    const { time, seen, feed } = driver(at(9));
    for (let timeS = at(9); timeS < at(9, 0, 9); timeS += 1) feed(timeS);
    expect([time.state, seen.fixes.length, seen.withheld, seen.heard]).toEqual([
      'untrusted',
      0,
      0,
      9,
    ]);
  });

  it('counts what it cannot read', () => {
    const { gnss } = driver(at(9));
    gnss.receive(bytes(`garbage\r\n${gga(0, work).replace('N', 'S')}`));
    expect(gnss.counts).toMatchObject({ accepted: 0, skipped: { noise: 1, checksum: 1 } });
  });
});
