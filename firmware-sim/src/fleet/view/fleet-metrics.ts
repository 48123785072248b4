import { Counter, Gauge, Histogram as PromHistogram, Registry } from 'prom-client';

import type { HistogramBar } from '../result/histogram.ts';
import {
  isSumName,
  metricTable,
  type DistributionName,
  type MetricName,
} from '../scenario/metrics.ts';
import type { FleetCost, FleetNews } from './fleet-news.ts';

interface MetricDoc {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
}

const prefix = 'feierabend_fleet_';
const metricNames = Object.keys(metricTable) as MetricName[];

interface Unit {
  readonly name: string;
  /** What one of the values of a distribution is in this unit. */
  readonly perValue: number;
  readonly buckets: readonly number[];
}

const seconds: Unit = {
  name: 'seconds',
  perValue: 1 / 1000,
  buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14_400, 86_400],
};
const units: Readonly<Record<DistributionName, Unit>> = {
  delivery: seconds,
  lag: seconds,
  age: seconds,
  traffic: { name: 'bytes', perValue: 1, buckets: [1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6] },
  energy: {
    name: 'milliampere_hours',
    perValue: 1 / 100,
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
  },
};

const own = {
  progress: { name: 'progress_ratio', type: 'gauge', help: 'how much of the run is over' },
  states: { name: 'state_devices', type: 'gauge', help: 'devices that are in a state' },
  connected: { name: 'connected_devices', type: 'gauge', help: 'devices that have a connection' },
  findings: { name: 'findings_total', type: 'counter', help: 'what the checkers found' },
  cpu: { name: 'cpu_seconds_total', type: 'counter', help: 'time of processors that the run took' },
  memory: {
    name: 'peak_resident_memory_bytes',
    type: 'gauge',
    help: 'memory of the process, at most',
  },
} as const satisfies Record<string, MetricDoc>;

/** Every metric of the endpoint; docs/fleet/metrics.md shows the same table. */
export const fleetMetricDocs: readonly MetricDoc[] = [
  ...Object.values(own).map((doc) => ({ ...doc, name: `${prefix}${doc.name}` })),
  ...metricNames.map((name): MetricDoc => {
    const help = metricTable[name].text;
    if (isSumName(name)) return { name: sumName(name), type: 'counter', help };
    return { name: `${prefix}${name}_${units[name].name}`, type: 'histogram', help };
  }),
];

function sumName(name: string): string {
  return `${prefix}${name.replaceAll('-', '_')}_total`;
}

/** The figures of one run in a registry of its own, worked out when somebody asks. */
export class FleetMetrics {
  readonly #registry = new Registry();
  readonly #cost: () => FleetCost;
  #news: FleetNews | undefined;

  constructor(cost: () => FleetCost) {
    this.#cost = cost;
    this.#gauge('progress', ({ done, all }) => (all === 0 ? 1 : done / all));
    this.#gauge('connected', ({ connected }) => connected);
    this.#gauge('memory', () => this.#cost().peakRssMiB * 1024 * 1024);
    this.#states();
    this.#counter(own.findings, ({ tally }) => tally.findingCount);
    this.#counter(own.cpu, () => this.#cost().cpuS);
    for (const name of metricNames) {
      const help = metricTable[name].text;
      if (isSumName(name)) {
        const doc = { name: sumName(name).slice(prefix.length), help };
        this.#counter(doc, ({ tally }) => tally.sum(name));
      } else this.#histogram(name, help);
    }
  }

  readonly tell = (news: FleetNews): void => {
    this.#news = news;
  };

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #gauge(of: keyof typeof own, value: (news: FleetNews) => number | undefined): void {
    const { name, help } = own[of];
    const news = () => this.#news;
    this.#registry.registerMetric(
      new Gauge({
        name: `${prefix}${name}`,
        help,
        registers: [],
        collect() {
          const last = news();
          const now = last === undefined ? undefined : value(last);
          if (now !== undefined) this.set(now);
        },
      }),
    );
  }

  #states(): void {
    const { name, help } = own.states;
    const news = () => this.#news;
    this.#registry.registerMetric(
      new Gauge({
        name: `${prefix}${name}`,
        help,
        labelNames: ['state'],
        registers: [],
        collect() {
          this.reset();
          for (const [state, count] of Object.entries(news()?.states ?? {})) {
            this.set({ state }, count);
          }
        },
      }),
    );
  }

  #counter(
    { name, help }: Pick<MetricDoc, 'name' | 'help'>,
    value: (news: FleetNews) => number,
  ): void {
    const news = () => this.#news;
    this.#registry.registerMetric(
      new Counter({
        name: `${prefix}${name}`,
        help,
        registers: [],
        collect() {
          const last = news();
          if (last === undefined) return;
          this.reset();
          this.inc(value(last));
        },
      }),
    );
  }

  #histogram(name: DistributionName, help: string): void {
    const { name: unit, perValue, buckets } = units[name];
    const seen = new Map<number, number>();
    const news = () => this.#news;
    this.#registry.registerMetric(
      new PromHistogram({
        name: `${prefix}${name}_${unit}`,
        help,
        buckets: [...buckets],
        registers: [],
        collect() {
          for (const bar of news()?.tally.distribution(name)?.bars ?? []) {
            const before = seen.get(bar.from) ?? 0;
            for (let one = before; one < bar.count; one += 1)
              this.observe(middleOf(bar) * perValue);
            seen.set(bar.from, bar.count);
          }
        },
      }),
    );
  }
}

/** Values are told to 3 %, here as there. */
function middleOf({ from, until }: HistogramBar): number {
  return (from + until - 1) / 2;
}
