import { posix } from 'node:path';

import { codeText } from './code-text.ts';
import { findAll, type SourceFile } from './source-file.ts';

export interface ImportLine {
  readonly line: number;
  readonly specifier: string;
}

const importForms = [
  /^[ \t]*(?:import|export)\b[^;'"]*?\bfrom\s*['"][^'"\n]+['"]/gmu,
  /^[ \t]*import\s*['"][^'"\n]+['"]/gmu,
  /\b(?:import|require)\s*\(\s*['"][^'"\n]+['"]/gu,
];

/** What a file imports or re-exports, statically and dynamically. */
export function importsOf(file: SourceFile): readonly ImportLine[] {
  const code = codeText(file.text, { keepStrings: true });
  return importForms.flatMap((form) =>
    findAll(code, form).map(({ line, match }) => ({
      line: line + match.trimEnd().split('\n').length - 1,
      specifier: match.replace(/^[^]*['"]([^'"]+)['"]$/u, '$1'),
    })),
  );
}

/** Where a relative specifier leads, from the root of the repository; undefined when it is not relative. */
export function targetOf(file: SourceFile, specifier: string): string | undefined {
  return specifier.startsWith('.')
    ? posix.normalize(posix.join(posix.dirname(file.path), specifier))
    : undefined;
}
