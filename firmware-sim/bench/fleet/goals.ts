import type { ClientFigures } from './measured-client.ts';

/** What one of our figures is held to. */
export interface Goal {
  readonly figure: keyof ClientFigures;
  readonly name: string;
  /** From the unit of the figure to that of the name. */
  readonly scale?: number;
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
    figure: 'reportsPerS',
    name: 'reports a second, as fast as it goes',
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

export type Verdict = 'met' | 'met as a ratio' | 'met as an amount' | 'MISSED' | 'not judged';

/** Amounts hold on one machine when it is quiet, ratios on every machine: what holds in one of the two ways is met. */
export function verdictOf(goal: Goal, ours: number, mqttjs: number): Verdict {
  const isWithin = (limit: number) => (goal.isMore === true ? ours >= limit : ours <= limit);
  const isAmount = isWithin(goal.amount);
  const isRatio = isWithin(mqttjs * goal.timesMqttjs);
  if (isAmount && isRatio) return 'met';
  if (isRatio) return 'met as a ratio';
  return isAmount ? 'met as an amount' : 'MISSED';
}
