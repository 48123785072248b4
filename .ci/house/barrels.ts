import { codeText } from './code-text.ts';
import { findAll, isSource, type Finding, type SourceFile } from './source-file.ts';

/** A package lists its names once, in `<package>/src/index.ts`; other barrels only make cycles. */
export function barrelFindings(files: readonly SourceFile[]): readonly Finding[] {
  return files
    .filter(({ path }) => isSource(path))
    .flatMap(({ path, text }) => {
      const inner = /(?:^|\/)index\.\w+$/u.test(path) && !/^[^/]+\/src\/index\.ts$/u.test(path);
      const stars = findAll(codeText(text), /^[ \t]*export\s*(?:type\s*)?\*/gmu);
      return [
        ...(inner ? [`${path} is an inner barrel: import from the file that has the name`] : []),
        ...stars.map(({ line }) => `${path}:${line} exports *: list the names`),
      ];
    });
}
