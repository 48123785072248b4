import { isSource, isTest, type Finding, type SourceFile } from './source-file.ts';

export const fileLinesMax = 400;
/** Beside its tests, a folder fits on one screen. */
export const folderFilesMax = 30;

export function sizeFindings(files: readonly SourceFile[]): readonly Finding[] {
  const sources = files.filter(({ path }) => isSource(path));
  const long = sources.flatMap(({ path, text }) => {
    const lines = text.trimEnd().split('\n').length;
    return lines > fileLinesMax ? [`${path} has ${lines} lines, more than ${fileLinesMax}`] : [];
  });
  const folders = new Map<string, number>();
  for (const { path } of sources.filter((file) => !isTest(file.path))) {
    const folder = path.split('/').slice(0, -1).join('/');
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  const wide = [...folders].flatMap(([folder, count]) =>
    count > folderFilesMax ? [`${folder} has ${count} files, more than ${folderFilesMax}`] : [],
  );
  return [...long, ...wide];
}
