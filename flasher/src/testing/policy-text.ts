import { createOperatorKey, type OperatorRole } from '@feierabend/protocol';

/** The base point of P-256: a public key whose private key everybody knows. */
export const recipientKey =
  '046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' +
  '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5';

export function yaml(changes: Readonly<Record<string, string>> = {}): string {
  const lines: Record<string, string> = {
    feierabend: '1',
    name: 'Service vans, field staff',
    purpose: 'dispatch',
    timeZone: 'Europe/Berlin',
    valid: '{ from: 2026-11-01, until: 2027-10-31, review: 2027-05-01 }',
    week: '{ mon-thu: "08:00-12:00, 12:30-16:30", fri: "08:00-12:00, 12:30-14:30" }',
    capture: '{ moving: 30 s, parked: 10 min, floor: 10 s, precision: 10 m, fields: [speed] }',
    outside: 'heartbeat',
    heartbeat: '1 h',
    retention: '30 d',
    recipients: `[{ name: fleet-office, key: "${recipientKey}" }]`,
    ...changes,
  };
  return Object.entries(lines)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}

function key(name: string, role: OperatorRole, fill: number) {
  return createOperatorKey({ name, role, seed: new Uint8Array(32).fill(fill) });
}

export const admin = key('A. Admin', 'administrator', 1);
export const council = key('C. Council', 'council', 2);
export const stranger = key('S. Stranger', 'administrator', 3);
export const controller = key('K. Controller', 'controller', 4);
