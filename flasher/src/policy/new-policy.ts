import { toHex } from '@feierabend/protocol';
import { describePolicy } from '@feierabend/protocol/policy-source';

import type { CommandContext, Options } from '../command.ts';
import type { Finding } from '../output/reporter.ts';
import { compilePolicyText } from './policy-file.ts';
import { lintFacts, lintLine } from './policy-findings.ts';
import { presetText } from './preset-text.ts';

/** A policy file to begin with; it compiles, or it is not written. */
export async function newPolicy(
  context: CommandContext,
  { preset, file, options }: { preset: string; file: string; options: Options },
): Promise<Finding> {
  const { world, clock } = context;
  const text = await presetText(context, preset, options);
  const policy = await compilePolicyText(world, { text, file, nowS: clock.unixS() });
  const replace = options['force'] === true;
  await world.writeFile(file, new TextEncoder().encode(text), { secret: false, replace });
  return {
    text: [
      ...describePolicy(policy.compiled),
      ...policy.findings.map(lintLine),
      `Made ${file} from the preset ${preset}, digest ${toHex(policy.digest)}`,
    ],
    result: {
      file,
      preset,
      digest: toHex(policy.digest),
      findings: lintFacts(policy.findings),
    },
  };
}
