/** What a figure is measured in; assertions give their numbers in one of its units. */
export type Quantity = 'count' | 'duration' | 'bytes' | 'charge';

interface MetricDoc {
  readonly quantity: Quantity;
  /** A sum over all devices, or a distribution of values, of which percentiles can be asked. */
  readonly form: 'sum' | 'distribution';
  /** A share (`0.1 %`) is one of this other sum. */
  readonly of?: string;
  readonly text: string;
}

const sum = (text: string, of?: string): MetricDoc => ({
  quantity: 'count',
  form: 'sum',
  text,
  ...(of === undefined ? {} : { of }),
});
const distribution = (quantity: Quantity, text: string): MetricDoc => ({
  quantity,
  form: 'distribution',
  text,
});

const sums = {
  devices: sum('devices that lived'),
  boots: sum('starts of the firmware'),
  connects: sum('connections that devices made'),
  resumed: sum('by the clock: connections by a TLS session that was taken up again', 'connects'),
  fixes: sum('positions in opened reports'),
  withheld: sum('positions that the receiver had and the gate refused'),
  messages: sum('messages that the broker saw, repeated ones included'),
  reports: sum('batches of records that were opened'),
  sessions: sum('sessions that were opened'),
  proxied: sum('bytes that went through the fault proxy, both ways'),
  waiting: sum('frames that wait in flash at the end'),
  leaks: sum('what the policy does not allow, or places in clear (checker privacy)'),
  lost: sum('acknowledged messages that nobody received (checker delivery)', 'messages'),
  gaps: sum(
    'sealed frames that nobody acknowledged, that do not wait and that no deletion explains; places in no report (checker delivery)',
  ),
  reordered: sum('frames that came behind a newer one (checker delivery)', 'messages'),
  duplicates: sum('messages that came more than once (checker delivery)', 'messages'),
  unopened: sum('frames that the recipient could not open (checker delivery)', 'messages'),
  'journal-faults': sum('journals that do not verify, or that doubt the device (checker journal)'),
  'tenancy-faults': sum('what crossed from one tenant to another (checker tenancy)'),
  'after-wipe': sum('records from before a wipe that came after it (checker deletion)'),
  'receipts-missing': sum('wipes without a receipt that verifies (checker deletion)'),
  orders: sum('signed orders that reached a device'),
  'orders-failed': sum('orders that a device refused though it should not have'),
  'orders-open': sum(
    'orders, firmware included, that were not over at the end, since a device was not reached or had not answered',
  ),
  updated: sum('devices that run new firmware, confirmed'),
  reverted: sum('devices that went back from new firmware'),
} as const;

const distributions = {
  delivery: distribution(
    'duration',
    'from the first attempt to send to the acknowledgement; by the clock: until it came to the subscriber',
  ),
  lag: distribution(
    'duration',
    'by the clock: how late a device had its turn, because this machine was busy',
  ),
  age: distribution('duration', 'age of the newest record of a batch when the broker saw it'),
  traffic: distribution('bytes', 'payload per device and day (checker budget)'),
  energy: distribution('charge', 'charge per device and day (checker budget)'),
} as const;

/** Everything a run counts. Shards add up; docs/fleet/scenario.md shows the same table. */
export const metricTable: Readonly<Record<SumName | DistributionName, MetricDoc>> = {
  ...sums,
  ...distributions,
};

export type SumName = keyof typeof sums;
export type DistributionName = keyof typeof distributions;
export type MetricName = SumName | DistributionName;

export function isSumName(name: MetricName): name is SumName {
  return Object.hasOwn(sums, name);
}

export function isMetricName(name: string): name is MetricName {
  return Object.hasOwn(metricTable, name);
}

/** Which sums each checker counts, as their descriptions say. */
export const checkerSums = sumsOfCheckers();

function sumsOfCheckers(): ReadonlyMap<string, readonly SumName[]> {
  const byChecker = new Map<string, SumName[]>();
  for (const name of (Object.keys(metricTable) as MetricName[]).filter(isSumName)) {
    const checker = /\(checker (\w+)\)/u.exec(metricTable[name].text)?.[1];
    if (checker !== undefined) byChecker.set(checker, [...(byChecker.get(checker) ?? []), name]);
  }
  return byChecker;
}
