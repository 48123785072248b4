import { DataError, decodePolicy, equalBytes, policyDigest, toHex } from '@feierabend/protocol';
import { lintPolicy, type LintFinding } from '@feierabend/protocol/policy-source';

import type { World } from '../command.ts';
import { fromFile } from '../files/faults.ts';
import {
  isInstructionFile,
  readInstructionFile,
  signatureCount,
  type InstructionFile,
} from '../signing/instruction-file.ts';
import { compilePolicyText, lintContext, type PolicyFile } from './policy-file.ts';

/** A policy as a file names it: what people write, or what somebody has signed already. */
export interface PolicyInput extends PolicyFile {
  /** The signed instruction, where the file is one. */
  readonly signed: InstructionFile | undefined;
}

/** Reads YAML or a signed instruction; both end in the bytes that a device gets. */
export async function readPolicyInput(
  world: World,
  file: string,
  nowS = world.clock.unixS(),
): Promise<PolicyInput> {
  const bytes = await world.readFile(file);
  if (!isInstructionFile(bytes)) {
    const text = new TextDecoder().decode(bytes);
    return { ...(await compilePolicyText(world, { text, file, nowS })), signed: undefined };
  }
  const signed = readInstructionFile(bytes, file);
  const { kind, body } = signed.instruction;
  if (kind !== 'policy') {
    throw new DataError({
      code: 'POLICY_SIGNED_KIND',
      expected: `${file} to be an instruction that brings a policy`,
      came: `it is one of kind ${kind}`,
      next: 'name the file that "flasher policy sign" wrote',
    });
  }
  const compiled = fromFile(decodePolicy(body), file);
  const findings = lintPolicy(compiled, lintContext(world, nowS));
  return { file, compiled, bytes: body, digest: policyDigest(body), findings, signed };
}

/** How many signatures a signed file has; undefined for YAML. */
export function signaturesOf({ signed }: PolicyInput): number | undefined {
  return signed === undefined ? undefined : signatureCount(signed);
}

/** Whether a source compiles to what somebody has signed; ends with the two digests when not. */
export function refuseOtherSource(signed: PolicyInput, source: PolicyInput): void {
  if (equalBytes(signed.digest, source.digest)) return;
  throw new DataError({
    code: 'POLICY_SIGNED_OTHER',
    expected: `${signed.file} to hold what ${source.file} compiles to, ${toHex(source.digest)}`,
    came: `it holds ${toHex(signed.digest)}`,
    next: 'see "flasher policy diff" for the difference, and have the right policy signed',
  });
}

/** What the lint holds against a policy so much that a device does not get it. */
export function lintErrors({ findings }: { readonly findings: readonly LintFinding[] }) {
  return findings.filter(({ severity }) => severity === 'error');
}
