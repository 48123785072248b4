import type { ClientFigures } from './measured-client.ts';

/** A figure of ours, and what it is held to; without an amount it is only shown. */
export interface Goal {
  readonly figure: keyof ClientFigures;
  readonly name: string;
  readonly digits: number;
  /** More is better; less, when not given. */
  readonly isMore?: boolean;
  readonly limit?: Limit;
}

interface Limit {
  /** On the machine of the issue. */
  readonly amount: number;
  /** Of what MQTT.js needs in the same run, whatever the machine. */
  readonly timesMqttjs: number;
}

const memory = {
  figure: 'rssKibPerConnection',
  name: 'KiB of memory (RSS) per connection',
  digits: 1,
} as const;
const heap = {
  figure: 'heapKibPerConnection',
  name: 'of that: KiB of JavaScript heap',
  digits: 1,
} as const;
const connects = {
  figure: 'cpuSPer1000Connects',
  name: 'CPU s per 1,000 connects (ms for each)',
  digits: 3,
} as const;
const paced = {
  figure: 'cpuUsPerReport',
  name: 'CPU us per report, each device once a second',
  digits: 1,
} as const;
const asFast = {
  figure: 'reportsPerCpuS',
  name: 'reports per CPU second, as fast as it goes',
  digits: 0,
  isMore: true,
} as const;

const again = {
  figure: 'cpuMsPerReturn',
  name: 'CPU ms to come back after an outage',
  digits: 3,
} as const;

export const plainGoals: readonly Goal[] = [
  { ...memory, limit: { amount: 7, timesMqttjs: 0.4 } },
  heap,
  { ...connects, limit: { amount: 0.15, timesMqttjs: 0.5 } },
  { ...paced, limit: { amount: 20, timesMqttjs: 0.4 } },
  { ...asFast, limit: { amount: 55_000, timesMqttjs: 2.75 } },
  again,
];

export const tlsGoals: readonly Goal[] = [
  { ...memory, limit: { amount: 45, timesMqttjs: 45 / 95 } },
  heap,
  { ...connects, limit: { amount: 2.4, timesMqttjs: 2.4 / 5.1 } },
  paced,
  asFast,
  again,
];

/** What the firmware does beside its connection. */
const behind: readonly Goal[] = [
  { figure: 'rssKibAwake', name: 'KiB at work: nothing is put away', digits: 1 },
  { figure: 'makeCpuMs', name: 'CPU ms to make one and start it', digits: 2 },
  { figure: 'restCpuMs', name: 'CPU ms of its first hour, and to fall asleep', digits: 2 },
  { figure: 'prepareCpuUs', name: 'CPU us of 15 fixes: code, seal, store', digits: 0 },
];

/** The amounts over those that the issue gives for MQTT.js without anything behind it. */
export const trackerPlainGoals: readonly Goal[] = [
  {
    ...memory,
    name: 'KiB per connection and tracker, asleep',
    limit: { amount: 16, timesMqttjs: 16 / 17 },
  },
  heap,
  { ...connects, limit: { amount: 0.25, timesMqttjs: 0.25 / 0.33 } },
  { ...paced, limit: { amount: 40, timesMqttjs: 40 / 52 } },
  asFast,
  ...behind,
];

export const trackerTlsGoals: readonly Goal[] = [
  {
    ...memory,
    name: 'KiB per connection and tracker, asleep',
    limit: { amount: 60, timesMqttjs: 60 / 95 },
  },
  heap,
  connects,
  paced,
  asFast,
  ...behind,
];

export type Verdict =
  | 'met'
  | 'met as a ratio'
  | 'met as an amount'
  | 'MISSED'
  | 'MISSED, by bare sockets too'
  | 'not judged'
  | 'shown';

/** Of the clients in one run. */
export interface Compared {
  readonly ours: number;
  readonly mqttjs: number;
  readonly bare: number;
}

/** Amounts hold on one machine when it is quiet, ratios on every machine: what holds in one of the two ways is met. */
export function verdictOf({ limit, isMore }: Goal, { ours, mqttjs, bare }: Compared): Verdict {
  if (limit === undefined) return 'shown';
  const isWithin = (value: number, bound: number) =>
    isMore === true ? value >= bound : value <= bound;
  const ratio = mqttjs * limit.timesMqttjs;
  const [isAmount, isRatio] = [isWithin(ours, limit.amount), isWithin(ours, ratio)];
  if (isAmount && isRatio) return 'met';
  if (isRatio) return 'met as a ratio';
  if (isAmount) return 'met as an amount';
  const isInReach = isWithin(bare, limit.amount) || isWithin(bare, ratio);
  return isInReach ? 'MISSED' : 'MISSED, by bare sockets too';
}
