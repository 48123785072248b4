import { describe, expect, it } from 'vitest';

import { evaluatePolicy } from './evaluate.ts';
import type { CompiledPolicy } from './policy.ts';
import { samplePolicy } from './sample-policy.suite.ts';

const days = 1830;
const free = Array.from({ length: 7 }, () => []);

/** A policy of five years in which only the tables count how often they are read. */
function counted(change: Partial<CompiledPolicy>) {
  let reads = 0;
  const policy: CompiledPolicy = {
    ...samplePolicy,
    validUntilS: samplePolicy.validFromS + days * 86_400,
    ...change,
  };
  const watched = new Proxy(policy, {
    get(target, key) {
      reads += 1;
      return Reflect.get(target, key) as unknown;
    },
  });
  return { watched, reads: () => reads };
}

describe('a question to a policy', () => {
  it('reads the tables of the policy once, and never again', () => {
    const { watched, reads } = counted({});
    evaluatePolicy(watched, samplePolicy.validFromS);
    const first = reads();
    for (let i = 0; i < 1000; i += 1) {
      evaluatePolicy(watched, samplePolicy.validFromS + i * 100_000);
    }
    // The two ends of the validity, and nothing else.
    expect(reads() - first).toBeLessThanOrEqual(2 * 1000);
  });

  it('sees the end of five years without windows at once', () => {
    const { watched } = counted({ week: free, exceptions: [] });
    expect(evaluatePolicy(watched, samplePolicy.validFromS)).toEqual({
      open: false,
      reason: 'outside-hours',
      nextChangeS: samplePolicy.validFromS + days * 86_400,
    });
  });
});
