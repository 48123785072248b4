import { toHex } from '@feierabend/protocol';

import { recipient } from './test-tenant.ts';

/** A policy as people write it: weekdays with a break, one fix a minute, the year 2026. */
export const policyText = `feierabend: 1
name: Field staff
purpose: dispatch
timeZone: Europe/Berlin
valid: { from: 2026-01-01, until: 2026-12-31, review: 2026-07-01 }
week:
  mon-fri: 08:00-12:00, 12:30-16:30
capture: { moving: 60 s, parked: 60 s, floor: 60 s, precision: 10 m, fields: [speed] }
outside: off
retention: 30 d
recipients:
  - { name: fleet-office, key: ${toHex(recipient.publicKey)} }
`;
