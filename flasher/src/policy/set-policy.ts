import { equalBytes, toHex } from '@feierabend/protocol';
import { describePolicy, diffPolicies } from '@feierabend/protocol/policy-source';

import type { CommandContext, Options } from '../command.ts';
import { DataError, FeierabendError } from '@feierabend/protocol';
import type { Finding } from '../output/reporter.ts';
import { editsFrom } from './edit/edits-from.ts';
import { editYaml } from './edit/edit-yaml.ts';
import { changeFacts, changeLines } from './policy-diff.ts';
import { compilePolicyText, type PolicyFile } from './policy-file.ts';
import { lintFacts, lintLine } from './policy-findings.ts';
import { presetText } from './preset-text.ts';

/**
 * Changes some values of a policy file, or makes one, in one line. The result is compiled before it
 * is written: what is no policy changes no file.
 */
export async function setPolicy(
  context: CommandContext,
  file: string,
  options: Options,
): Promise<Finding> {
  const { world, clock } = context;
  const nowS = clock.unixS();
  const before = await textOf(context, file);
  const base = before ?? (await presetText(context, 'company-vehicle', presetOptions(options)));
  const text = editYaml(base, await editsFrom(world, options));
  const after = await compilePolicyText(world, { text, file, nowS });
  const old = before === undefined ? undefined : await compiledOf(context, before, file);
  const isSame = before === text;
  if (!isSame) {
    const bytes = new TextEncoder().encode(text);
    await world.writeFile(file, bytes, { secret: false, replace: before !== undefined });
  }
  const changes = diffPolicies(old?.compiled, after.compiled);
  const made = before === undefined;
  return {
    outcome: isSame ? 'skipped' : 'ok',
    text: [
      ...(made ? describePolicy(after.compiled) : changes.length > 0 ? changeLines(changes) : []),
      ...after.findings.map(lintLine),
      `${made ? 'Made' : isSame ? 'Left as it is:' : 'Changed'} ${file}, digest ${toHex(after.digest)}`,
    ],
    result: {
      file,
      made,
      digest: toHex(after.digest),
      digestBefore: old === undefined ? null : toHex(old.digest),
      changed: old === undefined || !equalBytes(old.bytes, after.bytes),
      changes: made ? [] : changeFacts(changes),
      findings: lintFacts(after.findings),
    },
  };
}

async function textOf({ world }: CommandContext, file: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await world.readFile(file));
  } catch (error) {
    const isAbsent =
      error instanceof DataError &&
      error.code === 'FILE_NOT_READ' &&
      (error.cause as { code?: unknown } | undefined)?.code === 'ENOENT';
    if (isAbsent) return undefined;
    throw error;
  }
}

/** A file that was no policy can be corrected; then there is nothing to compare with. */
async function compiledOf(
  { world, clock }: CommandContext,
  text: string,
  file: string,
): Promise<PolicyFile | undefined> {
  try {
    return await compilePolicyText(world, { text, file, nowS: clock.unixS() });
  } catch (error) {
    if (error instanceof FeierabendError) return undefined;
    throw error;
  }
}

/** What the preset asks for; the edits come over it. */
function presetOptions(options: Options): Options {
  const recipient = (options['recipient'] as readonly string[] | undefined)?.[0];
  return { ...options, recipient };
}
