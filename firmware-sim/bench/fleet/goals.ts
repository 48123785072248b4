import type { ClientFigures } from './measured-client.ts';

/** What one of our figures is held to. */
export interface Goal {
  readonly figure: keyof ClientFigures;
  readonly name: string;
  readonly digits: number;
  /** More is better; less, when not given. */
  readonly isMore?: boolean;
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

export const plainGoals: readonly Goal[] = [
  { ...memory, amount: 7, timesMqttjs: 0.4 },
  {
    figure: 'cpuSPer1000Connects',
    name: 'CPU s per 1,000 connects',
    digits: 3,
    amount: 0.15,
    timesMqttjs: 0.5,
  },
  {
    figure: 'cpuUsPerReport',
    name: 'CPU us per report, each device once a second',
    digits: 1,
    amount: 20,
    timesMqttjs: 0.4,
  },
  {
    figure: 'reportsPerCpuS',
    name: 'reports per CPU second, as fast as it goes',
    digits: 0,
    isMore: true,
    amount: 55_000,
    timesMqttjs: 2.75,
  },
];

export const tlsGoals: readonly Goal[] = [
  { ...memory, amount: 45, timesMqttjs: 45 / 95 },
  {
    figure: 'cpuSPer1000Connects',
    name: 'CPU ms per connect',
    digits: 2,
    amount: 2.4,
    timesMqttjs: 2.4 / 5.1,
  },
];

export type Verdict =
  | 'met'
  | 'met as a ratio'
  | 'met as an amount'
  | 'MISSED'
  | 'MISSED, by bare sockets too'
  | 'not judged';

/** Of the clients in one run. */
export interface Compared {
  readonly ours: number;
  readonly mqttjs: number;
  readonly bare: number;
}

/** Amounts hold on one machine when it is quiet, ratios on every machine: what holds in one of the two ways is met. */
export function verdictOf(goal: Goal, { ours, mqttjs, bare }: Compared): Verdict {
  const isWithin = (value: number, limit: number) =>
    goal.isMore === true ? value >= limit : value <= limit;
  const ratio = mqttjs * goal.timesMqttjs;
  const [isAmount, isRatio] = [isWithin(ours, goal.amount), isWithin(ours, ratio)];
  if (isAmount && isRatio) return 'met';
  if (isRatio) return 'met as a ratio';
  if (isAmount) return 'met as an amount';
  const isInReach = isWithin(bare, goal.amount) || isWithin(bare, ratio);
  return isInReach ? 'MISSED' : 'MISSED, by bare sockets too';
}
