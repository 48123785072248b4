import { equalBytes } from '../../bytes.ts';
import { decodePolicy, encodePolicy } from '../../policy/compiled-policy.ts';
import type { CompiledPolicy } from '../../policy/policy.ts';
import { compareStrictness } from '../../policy/ratchet/compare-strictness.ts';
import type { Result } from '../../result.ts';
import type { BodyKind } from './body-kind.ts';

/**
 * The body that was read last: it is asked for several times, by whoever judges how many signatures it needs and by whoever
 * carries it out, and devices of one group get the same. What was read is read-only.
 */
let last: { readonly bytes: Uint8Array; readonly policy: Result<CompiledPolicy> } | undefined;

function decodedPolicy(bytes: Uint8Array): Result<CompiledPolicy> {
  if (last !== undefined && equalBytes(last.bytes, bytes)) return last.policy;
  const policy = decodePolicy(bytes);
  if (policy.ok) last = { bytes: bytes.slice(), policy };
  return policy;
}

/** `policy`: the compiled policy of docs/protocol/policy.md takes the place of the one in force. */
export const policyBody: BodyKind<CompiledPolicy> = {
  maps: [],
  encode: encodePolicy,
  decode: decodedPolicy,
  needsSecond: (policy, { currentPolicy }) =>
    compareStrictness(currentPolicy, policy).verdict === 'loosens',
};
