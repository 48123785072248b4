import { DataError, toHex } from '@feierabend/protocol';
import {
  decompilePolicy,
  describePolicy,
  lintPolicy,
  type ExplainLanguage,
} from '@feierabend/protocol/policy-source';

import type { CommandContext, Options } from '../command.ts';
import { withSession } from '../commands/with-session.ts';
import type { Finding } from '../output/reporter.ts';
import { readDevicePolicy, type DevicePolicy } from './device-policy.ts';
import { explainedLines } from './explain-file.ts';
import { lintContext } from './policy-file.ts';
import { lintFacts, lintLine } from './policy-findings.ts';

/** What the device holds, told from its own bytes, and what the lint says of it today. */
export async function showPolicy(context: CommandContext, options: Options): Promise<Finding> {
  const yaml = options['yaml'] as string | undefined;
  const force = options['force'] === true;
  if (yaml !== undefined) await context.world.checkTarget(yaml, force);
  const held = await withSession(context, options, (session) =>
    context.step('read', 'Reading the policy of the device', () =>
      readDevicePolicy(context, session),
    ),
  );
  if (held === undefined) {
    return {
      text: ['The device has no policy, and so captures nothing'],
      result: { digest: null, lines: [] },
    };
  }
  const { world, clock } = context;
  const nowS = clock.unixS();
  const language = options['lang'] as ExplainLanguage | undefined;
  const lines =
    language === undefined
      ? [...describePolicy(held.compiled)]
      : explainedLines(held.compiled, language, nowS);
  const findings = lintPolicy(held.compiled, lintContext(world, nowS));
  if (yaml !== undefined) await writeYaml(context, held, { yaml, force });
  return {
    text: [
      ...lines,
      `digest      ${toHex(held.digest)} (${held.bytes.length} bytes, read back)`,
      ...findings.map(lintLine),
      ...(yaml === undefined ? [] : [`Written     ${yaml}, which compiles to the same policy`]),
    ],
    result: {
      digest: toHex(held.digest),
      sizeBytes: held.bytes.length,
      lines,
      findings: lintFacts(findings),
      file: yaml ?? null,
    },
  };
}

async function writeYaml(
  { world }: CommandContext,
  { compiled }: DevicePolicy,
  { yaml, force }: { yaml: string; force: boolean },
): Promise<void> {
  const text = decompilePolicy(compiled);
  if (!text.ok) throw new DataError(text.fault);
  const bytes = new TextEncoder().encode(text.value);
  await world.writeFile(yaml, bytes, { secret: false, replace: force });
}
