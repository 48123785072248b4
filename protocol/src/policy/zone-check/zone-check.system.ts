import { expect, it } from 'vitest';

import { evaluatePolicy } from '../evaluate.ts';
import {
  checkedPolicy,
  checkedZones,
  isKnownDifference,
  momentText,
  OtherZone,
} from './zone-check.suite.ts';

const shownMax = 5;

it.each(checkedZones)(
  'every minute of three years in %s agrees with other time zone data',
  (zone) => {
    const policy = checkedPolicy(zone);
    const other = new OtherZone(zone);
    const found: string[] = [];
    let minutes = 0;
    for (let timeS = policy.validFromS; timeS < policy.validUntilS; timeS += 60) {
      minutes += 1;
      const verdict = evaluatePolicy(policy, timeS);
      const ours = verdict.open ? 'open' : verdict.reason;
      const theirs = other.verdict(policy, timeS);
      if (ours === theirs || isKnownDifference(policy, timeS)) continue;
      if (found.length < shownMax) found.push(`${momentText(timeS)}: ${ours}, not ${theirs}`);
    }
    expect(found).toEqual([]);
    expect(minutes).toBeGreaterThanOrEqual(1096 * 1440 - 60);
  },
);
