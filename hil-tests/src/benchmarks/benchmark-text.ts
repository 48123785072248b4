import type { Benchmark, BenchmarkResult } from './benchmark.ts';

/** A benchmark as people read it: title, table, notes. */
export function benchmarkText({ name, title }: Benchmark, result: BenchmarkResult): string {
  const { columns, rows, notes, host = {} } = result;
  const table = tableLines(
    Object.values(columns),
    rows.map((row) => Object.keys(columns).map((key) => row[key] ?? '')),
  );
  const measured = Object.entries(host).map(([key, value]) => `${key} ${value}`);
  const lines = [`${name}: ${title}`, '', ...table, ''];
  if (measured.length > 0) lines.push(`On this machine: ${measured.join(', ')}`);
  return `${[...lines, ...notes].join('\n')}\n`;
}

/** Numbers to the right, words to the left, two spaces between. */
function tableLines(
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string[] {
  const texts = rows.map((row) => row.map(String));
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...texts.map((row) => row[column]?.length ?? 0)),
  );
  const isNumber = headings.map((_, column) =>
    rows.every((row) => typeof row[column] === 'number'),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return isNumber[column] === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(headings), line(widths.map((width) => '-'.repeat(width))), ...texts.map(line)];
}
