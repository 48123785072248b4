import { sha256 } from '@noble/hashes/sha2.js';

import { UsageError, type FaultParts } from '../errors.ts';
import { failed, ok, type Result } from '../result.ts';
import { fromPolicyMap, PolicyMap, toPolicyMap } from './policy-map.ts';
import { brokenPolicyRule } from './policy-rules.ts';
import { policyLimits, type CompiledPolicy } from './policy.ts';

/**
 * Deterministic CBOR of a policy. Throws {@link UsageError} `POLICY_INVALID` or `SCHEMA_RANGE` when
 * the policy breaks a rule of docs/protocol/policy.md: what this writes, every device accepts.
 */
export function encodePolicy(policy: CompiledPolicy): Uint8Array {
  const broken = brokenPolicyRule(policy);
  if (broken !== undefined) throw new UsageError(invalid(broken, 'the policy has none'));
  const bytes = PolicyMap.encode(toPolicyMap(policy));
  if (bytes.length > policyLimits.bytesMax) {
    throw new UsageError(invalid(sizeRule, `it has ${bytes.length} bytes`));
  }
  return bytes;
}

/**
 * Reads what {@link encodePolicy} writes and nothing else. Never throws, whatever the bytes are.
 */
export function decodePolicy(bytes: Uint8Array): Result<CompiledPolicy> {
  if (bytes.length > policyLimits.bytesMax) {
    return failed(invalid(sizeRule, `it has ${bytes.length} bytes`));
  }
  const map = PolicyMap.decode(bytes);
  if (!map.ok) return failed({ ...invalid(map.fault.expected, map.fault.came), cause: map.fault });
  const policy = fromPolicyMap(map.value);
  if (policy === undefined) {
    return failed(
      invalid('version 1, whole pairs, and a heartbeat exactly where one is sent', 'it differs'),
    );
  }
  const broken = brokenPolicyRule(policy);
  return broken === undefined ? ok(policy) : failed(invalid(broken, 'the policy has none'));
}

/** Names a compiled policy: SHA-256 of its bytes. */
export function policyDigest(bytes: Uint8Array): Uint8Array {
  return sha256(bytes);
}

const sizeRule = `a compiled policy of at most ${policyLimits.bytesMax} bytes`;

function invalid(expected: string, came: string): FaultParts {
  return {
    code: 'POLICY_INVALID',
    expected,
    came,
    next: 'compile the policy again from its source',
  };
}
