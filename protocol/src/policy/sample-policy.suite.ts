import { p256 } from '@noble/curves/nist.js';

import { toHex } from '../bytes.ts';
import type { CompiledPolicy } from './policy.ts';

/** Recipient keys of the tests, from seeds that anybody can repeat. */
export function sampleKey(seedByte: number): Uint8Array {
  return p256.getPublicKey(new Uint8Array(32).fill(seedByte), false);
}

/** The house's example, word for word as docs/protocol/policy.md shows it, with a key in place. */
export const houseExample = `feierabend: 1
name: Service vans, field staff
purpose: dispatch            # dispatch | proof-of-service | asset-protection
timeZone: Europe/Berlin
valid: { from: 2026-11-01, until: 2027-10-31, review: 2027-05-01 }
week:
  mon-thu: 08:00-12:00, 12:30-16:30
  fri: 08:00-12:00, 12:30-14:30
holidays: [2026-12-25, 2026-12-26]
exceptions:
  2026-12-24: 08:00-12:00
capture: { moving: 10 s, parked: 10 min, floor: 10 s, precision: 10 m, fields: [speed] }
outside: heartbeat           # off | heartbeat
heartbeat: 1 h
retention: 30 d
recipients:
  - { name: fleet-office, key: ${toHex(sampleKey(7))} }
`;

const long = [
  { startMin: 480, endMin: 720 },
  { startMin: 750, endMin: 990 },
];
const short = [
  { startMin: 480, endMin: 720 },
  { startMin: 750, endMin: 870 },
];

/** The same, compiled by hand: German time, 2026-11-01 to 2027-10-31. */
export const samplePolicy: CompiledPolicy = {
  version: 1,
  purpose: 'dispatch',
  timeZone: 'Europe/Berlin',
  validFromS: Date.UTC(2026, 9, 31, 23) / 1000,
  validUntilS: Date.UTC(2027, 9, 31, 23) / 1000,
  reviewS: Date.UTC(2027, 3, 30, 22) / 1000,
  offsets: [
    { fromS: Date.UTC(2026, 9, 31, 23) / 1000, offsetMin: 60 },
    { fromS: Date.UTC(2027, 2, 28, 1) / 1000, offsetMin: 120 },
    { fromS: Date.UTC(2027, 9, 31, 1) / 1000, offsetMin: 60 },
  ],
  week: [long, long, long, long, short, [], []],
  exceptions: [
    { dayNumber: Date.UTC(2026, 11, 24) / 86_400_000, windows: [{ startMin: 480, endMin: 720 }] },
    { dayNumber: Date.UTC(2026, 11, 25) / 86_400_000, windows: [] },
    { dayNumber: Date.UTC(2026, 11, 26) / 86_400_000, windows: [] },
  ],
  intervals: { movingS: 10, parkedS: 600, floorS: 10 },
  precisionM: 10,
  fields: { altitude: false, speed: true, course: false },
  retentionS: 30 * 86_400,
  outside: 'heartbeat',
  heartbeatS: 3600,
  recipients: [{ name: 'fleet-office', publicKey: sampleKey(7) }],
};
