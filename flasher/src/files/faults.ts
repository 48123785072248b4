import { DataError, UsageError, type Result } from '@feierabend/protocol';

/** Takes the value, or ends with what is wrong with the file, named. */
export function fromFile<T>(result: Result<T>, path: string): T {
  if (result.ok) return result.value;
  const { fault } = result;
  throw new DataError({ ...fault, expected: `${path} to be right: ${fault.expected}` });
}

/** Takes the value, or ends with what is wrong with the option, named. */
export function fromOption<T>(result: Result<T>, option: string): T {
  if (result.ok) return result.value;
  const { fault } = result;
  throw new UsageError({ ...fault, expected: `${option} to be right: ${fault.expected}` });
}
