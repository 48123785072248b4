import { InternalError } from '../errors.ts';
import type { Result } from '../result.ts';

/** The value of a result that a test expects to be one. */
export function opened<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new InternalError(`a test met ${result.fault.code}: ${result.fault.came}`);
}
