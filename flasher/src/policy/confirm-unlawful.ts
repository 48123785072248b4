import { encodeInstructionBody, toHex, UsageError } from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import type { Finding } from '../output/reporter.ts';
import { findAddressee } from '../signing/addressee.ts';
import {
  instructionFacts,
  instructionLines,
  readInstructionFile,
} from '../signing/instruction-file.ts';
import { readSigning, signFor } from '../signing/signing.ts';
import { lintFacts, lintLine } from './policy-findings.ts';
import { lintErrors, readPolicyInput } from './read-policy-input.ts';

/**
 * Signs, as the controller, that a policy shall hold although the lint has errors: every rule by its
 * name, and for these bytes only.
 */
export async function confirmUnlawful(
  context: CommandContext,
  file: string,
  options: Options,
): Promise<Finding> {
  const signing = await readSigning(context, options);
  const policy = await readPolicyInput(context.world, file, signing.issuedS);
  const errors = lintErrors(policy);
  const rules = options['rule'] as readonly string[];
  refuseOtherRules(
    rules,
    errors.map(({ code }) => code),
  );
  if (signing.signer.role !== 'controller') throw notController(signing.signer.name);
  const out = (options['out'] as string | undefined) ?? `${file.replace(/\.\w+$/u, '')}.confirm`;
  const replace = options['force'] === true;
  await context.world.checkTarget(out, replace);
  const addressee = await findAddressee(context, options);
  const body = encodeInstructionBody('confirm-unlawful', { rules, subject: policy.digest });
  const bytes = signFor(signing, addressee, { kind: 'confirm-unlawful', body });
  await context.world.writeFile(out, bytes, { secret: false, replace });
  const order = readInstructionFile(bytes, out);
  return {
    text: [
      ...errors.map(lintLine),
      ...instructionLines(order),
      `Confirms  policy ${toHex(policy.digest)}`,
      `Written   ${out}; give it to "flasher policy apply --confirm"`,
    ],
    result: {
      file: out,
      rules: [...rules],
      digest: toHex(policy.digest),
      findings: lintFacts(errors),
      ...(instructionFacts(order) as object),
    },
  };
}

function refuseOtherRules(rules: readonly string[], errors: readonly string[]): void {
  const open = errors.find((code) => !rules.includes(code));
  const strange = rules.find((code) => !errors.includes(code));
  if (open === undefined && strange === undefined && errors.length > 0) return;
  throw new UsageError({
    code: 'CONFIRM_RULES',
    expected: 'every lint error of the policy by its name, and nothing else',
    came:
      errors.length === 0
        ? 'the policy has none'
        : (strange ?? `${open ?? ''} is not confirmed`).replace(/^(\S+)$/u, '$1 is no error of it'),
    next: 'see "flasher policy lint", and confirm what you have read',
  });
}

function notController(name: string): UsageError {
  return new UsageError({
    code: 'SIGN_ROLE',
    expected: 'a key of the role controller',
    came: `the key of ${name} has another role`,
    next: 'only the controller can confirm what looks unlawful',
  });
}
