import { describe, expect, it } from 'vitest';

import { samplePolicy } from '../sample-policy.suite.ts';
import { describePolicy } from './describe-policy.ts';

describe('the description of a policy', () => {
  it('says everything a person signs, in local dates', () => {
    expect(describePolicy(samplePolicy)).toEqual([
      'purpose     dispatch',
      'time zone   Europe/Berlin: UTC+01:00, UTC+02:00 from 2027-03-28, UTC+01:00 from 2027-10-31',
      'valid       2026-11-01 to 2027-10-31, then closed',
      'review      2027-05-01',
      'mon-thu     08:00-12:00, 12:30-16:30',
      'fri         08:00-12:00, 12:30-14:30',
      'sat-sun     off',
      '2026-12-24  08:00-12:00',
      '2026-12-25  off',
      '2026-12-26  off',
      'moving      one fix every 10 s',
      'parked      one fix every 10 min',
      'floor       never more often than every 10 s',
      'precision   10 m',
      'fields      time, place, speed',
      'outside     a heartbeat every 1 h, no place',
      'retention   30 d',
      'recipient   fleet-office (key c8f193e678e762f9)',
    ]);
  });

  it('says when nothing is sent and nobody set a review', () => {
    const lines = describePolicy({
      ...samplePolicy,
      outside: 'off',
      heartbeatS: 0,
      reviewS: samplePolicy.validUntilS,
      offsets: [{ fromS: samplePolicy.validFromS, offsetMin: -210 }],
    });
    expect(lines).toContain('outside     nothing');
    expect(lines).toContain('review      not before the end');
    expect(lines).toContain('time zone   Europe/Berlin: UTC-03:30');
  });

  it('says who carries it, who may close it, and what a theft opens', () => {
    const lines = describePolicy({
      ...samplePolicy,
      outside: 'mileage',
      carriedBy: 'person',
      privateSwitch: true,
      theftRecovery: { intervalS: 300, durationS: 172_800 },
      sos: { recipients: [0], intervalS: 30, durationS: 3600 },
      zoneData: '2025c',
    });
    expect(lines).toEqual(
      expect.arrayContaining([
        'carried by  person',
        'zone data   2025c',
        'outside     a heartbeat and the distance every 1 h, no place',
        'switch      a person may close the device by hand',
        'theft       one fix every 5 min for 2 d once declared',
        'sos         one fix every 30 s for 1 h, to fleet-office',
      ]),
    );
  });
});
