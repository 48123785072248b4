import { DataError, FeierabendError, type CompiledPolicy } from '@feierabend/protocol';
import {
  compilePolicy,
  parsePolicyWithHolidays,
  type HolidayCalendar,
  type PolicyProblem,
} from '@feierabend/protocol/policy-source';

/** Compiles what people wrote. Throws {@link DataError} with the code of the first problem. */
export async function compilePolicyText(text: string, fileName: string): Promise<CompiledPolicy> {
  const parsed = await parsePolicyWithHolidays(text, fileName, publicHolidays);
  if (!parsed.ok) {
    throw noPolicy(fileName, parsed.problems);
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

/** What is wrong with a file that should be a policy: its first problem. */
export function noPolicy(fileName: string, [first]: readonly PolicyProblem[]): DataError {
  const all = 'flasher policy lint shows every problem';
  return new DataError({
    code: first?.code ?? 'POLICY_SYNTAX',
    expected: `${fileName} to be a policy`,
    came:
      first === undefined
        ? 'it is not'
        : `line ${first.line}, column ${first.column}: ${first.message}`,
    next: first === undefined ? all : `${first.next}; ${all}`,
  });
}
