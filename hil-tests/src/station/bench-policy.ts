import { toHex, type HpkeKeyPair } from '@feierabend/protocol';

export interface BenchPolicy {
  readonly recipient: HpkeKeyPair;
  readonly valid?: { readonly from: string; readonly until: string; readonly review: string };
  /** Lines below `week:`. */
  readonly week?: Readonly<Record<string, string>>;
  readonly holidays?: readonly string[];
  readonly moving?: string;
  readonly parked?: string;
  readonly floor?: string;
  readonly precision?: string;
  readonly fields?: readonly string[];
  readonly outside?: string;
  readonly heartbeat?: string;
  readonly retention?: string;
  /** Who may open the reports beside the office. */
  readonly others?: Readonly<Record<string, HpkeKeyPair>>;
  /** Further lines at the top level, as they are written. */
  readonly more?: readonly string[];
}

/** A fix in every second, as exact as can be: what happens at an edge shows in the second in which it happens. */
export const everySecond = {
  moving: '1 s',
  parked: '1 s',
  floor: '1 s',
  precision: '1 m',
} as const;

/** A policy of the suites: a German work week with a lunch break, unless a test wants another. */
export function benchPolicy(options: BenchPolicy): string {
  const {
    recipient,
    valid = { from: '2026-11-01', until: '2027-10-31', review: '2027-05-01' },
    week = { 'mon-thu': '08:00-12:00, 12:30-16:30', fri: '08:00-12:00, 12:30-14:30' },
    holidays = ['2026-12-25', '2026-12-26', '2027-01-01'],
    moving = '10 s',
    parked = '10 min',
    floor = '10 s',
    precision = '10 m',
    fields = ['speed'],
    outside = 'heartbeat',
    heartbeat = '1 h',
    retention = '30 d',
    others = {},
    more = [],
  } = options;
  return `${[
    'feierabend: 1',
    'name: Bench',
    'purpose: dispatch',
    'timeZone: Europe/Berlin',
    `valid: { from: ${valid.from}, until: ${valid.until}, review: ${valid.review} }`,
    'week:',
    ...Object.entries(week).map(([days, hours]) => `  ${days}: ${hours}`),
    `holidays: [${holidays.join(', ')}]`,
    `capture: { moving: ${moving}, parked: ${parked}, floor: ${floor}, precision: ${precision}, fields: [${fields.join(', ')}] }`,
    `outside: ${outside}`,
    ...(outside === 'heartbeat' ? [`heartbeat: ${heartbeat}`] : []),
    `retention: ${retention}`,
    ...more,
    'recipients:',
    ...Object.entries({ office: recipient, ...others }).map(
      ([name, { publicKey }]) => `  - { name: ${name}, key: ${toHex(publicKey)} }`,
    ),
  ].join('\n')}\n`;
}
