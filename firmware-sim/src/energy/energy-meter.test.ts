import { batteryDays, energyOf, trackerFigures } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { EnergyMeter } from './energy-meter.ts';

describe('the energy meter', () => {
  it('parts the time of a receiver into search and tracking', () => {
    const meter = new EnergyMeter();
    meter.receiver(true, 1000);
    meter.acquiring(30_000);
    meter.receiver(false, 101_000);
    meter.receiver(true, 200_000);
    meter.acquiring(30_000);
    meter.receiver(false, 210_000);
    meter.receiver(false, 220_000);
    expect(meter.counts).toMatchObject({ receiverOnMs: 110_000, receiverAcquiringMs: 40_000 });
  });

  it('counts messages that go out together as one burst', () => {
    const meter = new EnergyMeter();
    for (const atMs of [0, 100, 9000, 30_000]) meter.sent(60, atMs);
    expect(meter.counts).toMatchObject({ bursts: 2, messages: 4, bytesOnAir: 800 });
  });

  it('adds up the charge of a day by hand', () => {
    const counts = {
      receiverOnMs: 8 * 3_600_000,
      receiverAcquiringMs: 0,
      attaches: 1,
      bursts: 32,
      messages: 40,
      bytesOnAir: 8000,
    };
    const { mahPerDay, parts } = energyOf(counts, 1);
    const gnss = 8 * trackerFigures.gnssTrackingMa + 16 * trackerFigures.gnssBackupMa;
    expect(parts.gnss).toBeCloseTo(gnss, 6);
    expect(parts.modem).toBeCloseTo((267 + 213.9 + 32 * 26.3 + 8000 * 0.0047) / 3600, 6);
    expect(mahPerDay).toBeCloseTo(parts.gnss + parts.modem + parts.sleep, 9);
    expect(batteryDays(1000, 8)).toBeCloseTo(100, 9);
  });
});
