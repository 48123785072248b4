import { DataError, FeierabendError, type CompiledPolicy } from '@feierabend/protocol';
import {
  compilePolicy,
  formatProblem,
  parsePolicySource,
  type PolicyParse,
} from '@feierabend/protocol/policy-source';

/** Compiles what people wrote. Throws {@link DataError} with the code of the first problem. */
export async function compilePolicyText(text: string, fileName: string): Promise<CompiledPolicy> {
  const parsed = await parseWithHolidays(text, fileName);
  if (!parsed.ok) {
    const [first] = parsed.problems;
    throw new DataError({
      code: first?.code ?? 'POLICY_SYNTAX',
      expected: `${fileName} to be a policy`,
      came: first === undefined ? 'it is not' : formatProblem(first),
      next: 'correct the file; flasher policy lint shows every problem',
    });
  }
  try {
    return compilePolicy(parsed.source);
  } catch (error) {
    if (!(error instanceof FeierabendError)) throw error;
    const { code, expected, came, next } = error;
    throw new DataError({ code, expected: `${fileName} to have ${expected}`, came, next });
  }
}

/** The calendar of public holidays is large, so it is loaded only for a file that asks for it. */
async function parseWithHolidays(text: string, fileName: string): Promise<PolicyParse> {
  const parsed = parsePolicySource(text, { fileName });
  if (parsed.ok || parsed.problems.every(({ code }) => code !== 'POLICY_HOLIDAY_CALENDAR')) {
    return parsed;
  }
  const { publicHolidays } = await import('@feierabend/protocol/holidays');
  return parsePolicySource(text, { fileName, holidays: publicHolidays });
}
