import { toHex, type CompiledPolicy } from '@feierabend/protocol';
import {
  explainPolicy,
  explainQuestion,
  type ExplainLanguage,
} from '@feierabend/protocol/policy-source';

import type { CommandContext, Options } from '../command.ts';
import { fromOption } from '../files/faults.ts';
import type { Finding } from '../output/reporter.ts';
import { readPolicyInput } from './read-policy-input.ts';

/** A policy for the people it is about, in their language; or the answer to one question. */
export async function explainFile(
  { world, clock }: CommandContext,
  file: string,
  options: Options,
): Promise<Finding> {
  const policy = await readPolicyInput(world, file);
  const language = options['lang'] as ExplainLanguage;
  const digest = toHex(policy.digest);
  const nowS = clock.unixS();
  const question = options['at'] as string | undefined;
  if (question !== undefined) {
    const answer = fromOption(
      explainQuestion(policy.compiled, question, { language, nowS }),
      '--at',
    );
    return { text: answer, result: { file, digest, language, question, answer: [...answer] } };
  }
  const sections = explainPolicy(policy.compiled, { language });
  return {
    text: [...explainedLines(policy.compiled, language), '', digest],
    result: {
      file,
      digest,
      language,
      sections: sections.map(({ heading, sentences }) => ({
        heading,
        sentences: [...sentences],
      })),
    },
  };
}

/** Headings with their sentences, ready for a terminal. */
export function explainedLines(
  policy: CompiledPolicy,
  language: ExplainLanguage,
  nowS?: number,
): string[] {
  const sections = explainPolicy(policy, { language, nowS });
  return sections.flatMap(({ heading, sentences }, index) => [
    ...(index === 0 ? [] : ['']),
    heading,
    ...sentences.map((sentence) => `  ${sentence}`),
  ]);
}
