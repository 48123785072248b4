import { lintRules } from './lint-rules.ts';

/** The table of rules as docs/protocol/policy.md shows it. */
export function lintTable(): string {
  return [
    '| code | severity | asks for | source |',
    '| --- | --- | --- | --- |',
    ...lintRules.map(
      ({ code, severity, asks, source }) => `| \`${code}\` | ${severity} | ${asks} | ${source} |`,
    ),
  ].join('\n');
}
