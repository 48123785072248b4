import { assertionOf, type Assertion } from '../scenario/assertion.ts';
import { isSumName } from '../scenario/metrics.ts';
import { FleetAccount, type AccountData } from './fleet-account.ts';
import { valueOf, type JudgedAssertion } from './verdict.ts';

interface Judged {
  readonly shards: { readonly of: number; readonly numbers: readonly number[] };
  readonly account: AccountData;
  readonly assertions: readonly JudgedAssertion[];
  readonly verdict?: string;
}

/** The shards that are not in it. */
export function missingShards({ of, numbers }: Judged['shards']): readonly number[] {
  const here = new Set(numbers);
  return Array.from({ length: of }, (_, at) => at + 1).filter((number) => !here.has(number));
}

/** Whether something is still to come: other shards, or the rest of a run that somebody ended. */
export function isPart({ shards, verdict }: Pick<Judged, 'shards' | 'verdict'>): boolean {
  return verdict === 'interrupted' || missingShards(shards).length > 0;
}

/** What does not hold. Of a part only what the rest cannot mend: a count or a highest value that is too high already. */
export function failedOf(judged: Judged): readonly JudgedAssertion[] {
  const { account, assertions } = judged;
  const failed = assertions.filter(({ holds }) => !holds);
  if (!isPart(judged) || failed.length === 0) return failed;
  const { tally } = FleetAccount.of(account);
  return failed.filter(({ text }) => {
    const assertion = assertionOf(text);
    const value = onlyGrows(assertion) ? valueOf(assertion, tally) : undefined;
    return value !== undefined && isTooHigh(assertion, value);
  });
}

function onlyGrows({ metric, of, isShare }: Assertion): boolean {
  return isSumName(metric) ? !isShare : of === 'max';
}

/** A value of an assertion that does not hold. */
function isTooHigh({ operator, value: wanted }: Assertion, value: number): boolean {
  if (operator === '<' || operator === '<=') return true;
  return operator === '==' && value > wanted;
}
