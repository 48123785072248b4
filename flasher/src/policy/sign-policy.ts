import {
  countersignInstruction,
  DataError,
  decodePolicy,
  InternalError,
  UsageError,
  verifyCose,
  type OperatorKey,
} from '@feierabend/protocol';
import { describePolicy } from '@feierabend/protocol/policy-source';

import type { CommandContext, Options } from '../command.ts';
import { readTrustedKey } from '../keys/read-operator-key.ts';
import type { Finding } from '../output/reporter.ts';
import { findAddressee } from '../signing/addressee.ts';
import {
  instructionFacts,
  instructionLines,
  isInstructionFile,
  readInstructionFile,
  signatureCount,
  type InstructionFile,
} from '../signing/instruction-file.ts';
import { issuedAt, readFirstKey, signFor } from '../signing/signing.ts';
import { lintLine } from './policy-findings.ts';
import { lintErrors, readPolicyInput, refuseOtherSource } from './read-policy-input.ts';

/**
 * The flow of two signatures through files: a policy in YAML gets the first one, a signed file the
 * second. Whoever signs is shown source, compiled form and digest.
 */
export async function signPolicy(
  context: CommandContext,
  file: string,
  options: Options,
): Promise<Finding> {
  const { world } = context;
  const bytes = await world.readFile(file);
  const isSecond = isInstructionFile(bytes);
  const key = await readFirstKey(context, options);
  refuseOtherRole(key, options['as'] as string | undefined);
  const out = (options['out'] as string | undefined) ?? (isSecond ? file : signedName(file));
  const replace = options['force'] === true || (isSecond && out === file);
  await world.checkTarget(out, replace);
  const signed = isSecond
    ? await countersign(context, { file, bytes, key, options })
    : await signFirst(context, { file, key, options });
  await world.writeFile(out, signed.bytes, { secret: false, replace });
  return finding(signed, out, await shown(context, signed, options));
}

async function signFirst(
  context: CommandContext,
  { file, key, options }: { file: string; key: OperatorKey; options: Options },
): Promise<InstructionFile> {
  const reason = options['reason'] as string | undefined;
  if (reason === undefined) {
    throw new UsageError({
      code: 'SIGN_REASON',
      expected: 'a reason with the first signature, --reason',
      came: 'there is none',
      next: 'say why; the journal of the device keeps it',
    });
  }
  const policy = await readPolicyInput(context.world, file, issuedAt(context, options));
  // Between it and the last instruction there is room for the confirmation that it needs.
  const ahead = lintErrors(policy).length > 0 ? 2 : 1;
  const addressee = await findAddressee(context, options, ahead);
  const signing = { signer: key, cosigner: undefined, reason, issuedS: issuedAt(context, options) };
  const bytes = signFor(signing, addressee, { kind: 'policy', body: policy.bytes });
  return readInstructionFile(bytes, file);
}

async function countersign(
  { world }: CommandContext,
  given: { file: string; bytes: Uint8Array; key: OperatorKey; options: Options },
): Promise<InstructionFile> {
  const { file, bytes, key, options } = given;
  const first = readInstructionFile(bytes, file);
  if (signatureCount(first) === 2 && options['force'] !== true) throw hasBoth(file);
  if (first.instruction.author === key.name) throw samePerson(key.name);
  const trust = options['trust'] as string | undefined;
  if (trust !== undefined) {
    const { publicKey, name } = await readTrustedKey(world, trust);
    if (!verifyCose(first.message, publicKey)) throw notSignedBy(file, name);
  }
  const source = options['policy'] as string | undefined;
  if (source !== undefined) {
    refuseOtherSource(await readPolicyInput(world, file), await readPolicyInput(world, source));
  }
  return readInstructionFile(countersignInstruction(bytes, key), file);
}

/** What the person has signed, in words and with what the lint says about it. */
async function shown(context: CommandContext, signed: InstructionFile, options: Options) {
  const { kind, body, issuedS } = signed.instruction;
  if (kind !== 'policy') return [];
  const decoded = decodePolicy(body);
  if (!decoded.ok) throw new InternalError('a signed policy cannot be read');
  const { lintPolicy } = await import('@feierabend/protocol/policy-source');
  const { lintContext } = await import('./policy-file.ts');
  const findings = lintPolicy(decoded.value, lintContext(context.world, issuedS));
  const isChecked = options['trust'] !== undefined || signatureCount(signed) === 1;
  return [
    ...describePolicy(decoded.value),
    ...findings.map(lintLine),
    ...(isChecked ? [] : ['The first signature was not checked: --trust names whose it must be']),
  ];
}

function finding(signed: InstructionFile, out: string, lines: readonly string[]): Finding {
  const count = signatureCount(signed);
  return {
    text: [
      ...lines,
      ...instructionLines(signed),
      `Written   ${out}, ${count === 1 ? 'with one signature' : 'with two signatures'}`,
    ],
    result: {
      file: out,
      signatures: count,
      ...(instructionFacts(signed) as object),
      lines: [...lines],
    },
  };
}

function signedName(file: string): string {
  return `${file.replace(/\.ya?ml$/iu, '')}.instruction`;
}

function refuseOtherRole(key: OperatorKey, role: string | undefined): void {
  if (role === undefined || role === key.role) return;
  throw new UsageError({
    code: 'SIGN_ROLE',
    expected: `a key of the role ${role}`,
    came: `the key of ${key.name} has the role ${key.role}`,
    next: 'name the key of the person who is to sign',
  });
}

function hasBoth(file: string): DataError {
  return new DataError({
    code: 'SIGN_TWICE',
    expected: `${file} to have one signature`,
    came: 'it has two',
    next: 'apply it, or pass --force to put another second signature in place of this one',
  });
}

function samePerson(name: string): UsageError {
  return new UsageError({
    code: 'SIGN_SAME_PERSON',
    expected: 'another person for the second signature',
    came: `${name} gave the first one`,
    next: "have the employees' side sign with a key of its own",
  });
}

function notSignedBy(file: string, name: string): DataError {
  return new DataError({
    code: 'SIGN_FIRST_SIGNATURE',
    expected: `${file} to be signed by ${name}`,
    came: 'the first signature does not verify with that key',
    next: 'ask for the file again, and do not sign this one',
  });
}
