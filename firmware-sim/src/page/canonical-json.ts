import { UsageError } from '@feierabend/protocol';

/**
 * JSON with sorted keys, two spaces of indentation and a final line feed, so that equal values are
 * equal bytes. Keys whose value is `undefined` are left out.
 */
export function canonicalJson(value: unknown): string {
  return `${JSON.stringify(sorted(value, '$'), undefined, 2)}\n`;
}

function sorted(value: unknown, path: string): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new UsageError({
      code: 'SUMMARY_NUMBER',
      expected: `a finite number at ${path}`,
      came: `it is ${String(value)}`,
      next: 'leave the field out or compute it from at least one value',
    });
  }
  if (Array.isArray(value)) return value.map((item, index) => sorted(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item, `${path}.${key}`)]));
}
