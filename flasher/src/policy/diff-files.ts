import { compareStrictness, toHex } from '@feierabend/protocol';
import { diffPolicies } from '@feierabend/protocol/policy-source';

import type { World } from '../command.ts';
import type { Finding } from '../output/reporter.ts';
import { changeFacts, changeLines } from './policy-diff.ts';
import { readPolicyInput } from './read-policy-input.ts';

/** The typed difference between two policies, and which way the ratchet turns. */
export async function diffFiles(world: World, from: string, to: string): Promise<Finding> {
  const [old, next] = [await readPolicyInput(world, from), await readPolicyInput(world, to)];
  const differences = diffPolicies(old.compiled, next.compiled);
  const { verdict } = compareStrictness(old.compiled, next.compiled);
  const words = {
    equal: 'Nothing tightens and nothing loosens',
    tightens: 'It tightens: one signature is enough for a device that has the first',
    loosens: 'It loosens: a device that has the first asks for two signatures',
  } as const;
  return {
    text: [
      `Policy    ${toHex(old.digest)} -> ${toHex(next.digest)}`,
      ...(differences.length === 0 ? ['No change'] : changeLines(differences)),
      words[verdict],
    ],
    result: {
      from: toHex(old.digest),
      to: toHex(next.digest),
      verdict,
      changes: changeFacts(differences),
    },
  };
}
