import vectors from '../../vectors/policy.json' with { type: 'json' };
import { PolicyMap, RecipientMap } from '../policy/policy-map.ts';
import { policyLimits } from '../policy/policy.ts';
import { bytesOf, namesOf, within, type MessageRow } from './message-row.suite.ts';

export const policyRows: readonly MessageRow[] = [
  {
    name: 'Compiled policy',
    page: 'policy.md',
    bounds: within(PolicyMap.bounds, policyLimits.bytesMax),
    exports: ['encodePolicy', 'decodePolicy'],
    layouts: namesOf([PolicyMap, RecipientMap]),
    vectors: {
      file: 'policy.json',
      path: 'accepts, rejects',
      accepts: bytesOf(vectors.accepts),
      rejectCount: vectors.rejects.length,
      test: 'policy/policy-vectors.test.ts',
    },
  },
];
