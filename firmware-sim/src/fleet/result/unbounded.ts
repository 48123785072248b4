import { assertionOf, isBound } from '../scenario/assertion.ts';
import { checkerSums, type SumName } from '../scenario/metrics.ts';
import type { RunRecord } from './run-record.ts';
import { Tally } from './tally.ts';

const sumsOfOrders: readonly SumName[] = ['orders-failed', 'orders-open'];

/** What checkers have found and no assertion could have been too much for, as `lost 3`: it does not make a run red. */
export function unboundedOf({ account, assertions }: RunRecord): readonly string[] {
  const tally = new Tally(account.tally);
  const bounds = assertions.map(({ text }) => assertionOf(text)).filter(isBound);
  const bounded = new Set<string>(bounds.map(({ metric }) => metric));
  return [...[...checkerSums.values()].flat(), ...sumsOfOrders]
    .filter((name) => tally.sum(name) > 0 && !bounded.has(name))
    .map((name) => `${name} ${tally.sum(name)}`);
}
