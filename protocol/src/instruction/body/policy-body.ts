import { decodePolicy, encodePolicy } from '../../policy/compiled-policy.ts';
import type { CompiledPolicy } from '../../policy/policy.ts';
import { compareStrictness } from '../../policy/ratchet/compare-strictness.ts';
import type { BodyKind } from './body-kind.ts';

/** `policy`: the compiled policy of docs/protocol/policy.md takes the place of the one in force. */
export const policyBody: BodyKind<CompiledPolicy> = {
  maps: [],
  encode: encodePolicy,
  decode: decodePolicy,
  needsSecond: (policy, { currentPolicy }) =>
    compareStrictness(currentPolicy, policy).verdict === 'loosens',
};
