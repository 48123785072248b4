import { DataError, FeierabendError, type CompiledPolicy } from '@feierabend/protocol';
import {
  compilePolicy,
  formatProblem,
  parsePolicyWithHolidays,
  type HolidayCalendar,
} from '@feierabend/protocol/policy-source';

/** Compiles what people wrote. Throws {@link DataError} with the code of the first problem. */
export async function compilePolicyText(text: string, fileName: string): Promise<CompiledPolicy> {
  const parsed = await parsePolicyWithHolidays(text, fileName, publicHolidays);
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

/** Loaded when a policy asks for them: they are large. */
export async function publicHolidays(): Promise<HolidayCalendar> {
  return (await import('@feierabend/protocol/holidays')).publicHolidays;
}
