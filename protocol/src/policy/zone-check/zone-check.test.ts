import { describe, expect, it } from 'vitest';

import { evaluatePolicy } from '../evaluate.ts';
import type { CompiledPolicy } from '../policy.ts';
import {
  checkedPolicy,
  checkedZones,
  isKnownDifference,
  knownDifferences,
  momentText,
  OtherZone,
} from './zone-check.suite.ts';

const sampled = 2000;
const seed = 20_260_101;

function disagreements(zone: string, times: Iterable<number>, policy: CompiledPolicy) {
  const other = new OtherZone(zone);
  const found: string[] = [];
  for (const timeS of times) {
    if (isKnownDifference(policy, timeS)) continue;
    const verdict = evaluatePolicy(policy, timeS);
    const [ours, theirs] = [verdict.open ? 'open' : verdict.reason, other.verdict(policy, timeS)];
    if (ours !== theirs) found.push(`${momentText(timeS)}: ${ours}, not ${theirs}`);
  }
  return found;
}

/** Every minute of four hours around every change that either source knows, and the seconds beside it. */
function* aroundChanges(zone: string, policy: CompiledPolicy): Iterable<number> {
  const { validFromS, validUntilS } = policy;
  const changes = new Set([
    ...policy.offsets.slice(1).map(({ fromS }) => fromS),
    ...new OtherZone(zone).changes(validFromS, validUntilS),
  ]);
  for (const changeS of changes) {
    for (let minute = -240; minute <= 240; minute += 1) yield changeS + minute * 60;
    yield* [changeS - 1, changeS + 1];
  }
}

/** Numerical Recipes' generator, so that every machine asks about the same seconds. */
function* sample({ validFromS, validUntilS }: CompiledPolicy): Iterable<number> {
  let state = seed;
  for (let i = 0; i < sampled; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield validFromS + (state % (validUntilS - validFromS));
  }
}

describe.each(checkedZones)('three years in %s agree with tz data of another source', (zone) => {
  const policy = checkedPolicy(zone);

  it('around every change of the clock', () => {
    expect(disagreements(zone, aroundChanges(zone, policy), policy)).toEqual([]);
  });

  it(`in ${sampled} seconds of seed ${seed}`, () => {
    expect(disagreements(zone, sample(policy), policy)).toEqual([]);
  });

  it('at both ends of the validity, which are local midnights', () => {
    const other = new OtherZone(zone);
    for (const timeS of [policy.validFromS, policy.validUntilS]) {
      if (isKnownDifference(policy, timeS)) continue;
      expect((timeS + other.offsetMinAt(timeS) * 60) % 86_400).toBe(0);
    }
  });
});

describe('the check of time zones', () => {
  it('fires when a clock change is an hour late', () => {
    const policy = checkedPolicy('Europe/Berlin');
    const offsets = policy.offsets.map((offset, index) =>
      index === 0 ? offset : { ...offset, fromS: offset.fromS + 3600 },
    );
    const late = { ...policy, offsets };
    expect(disagreements('Europe/Berlin', aroundChanges('Europe/Berlin', late), late)).not.toEqual(
      [],
    );
  });

  it('skips a difference only under rules that have it, and checks the others in full', () => {
    const inDoubtS = Date.UTC(2027, 5, 1) / 1000;
    const policy = checkedPolicy('Africa/Casablanca');
    const [first] = policy.offsets;
    if (first === undefined) expect.fail();
    const settled = { ...policy, offsets: [first] };
    const yearly = { ...policy, offsets: [first, { fromS: inDoubtS, offsetMin: 0 }] };
    expect(isKnownDifference(settled, inDoubtS)).toBe(true);
    expect(isKnownDifference(yearly, inDoubtS)).toBe(false);
  });

  it('has a reason for every difference it allows', () => {
    for (const { zone, reason } of knownDifferences) {
      expect(checkedZones).toContain(zone);
      expect(reason.length).toBeGreaterThan(20);
    }
  });
});
