import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One file of the repository, with its path from the root and forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A broken rule: `path:line sentence`. An empty list is a clean house. */
export type Finding = string;

/** `.git` is a file where the work tree lies beside its repository. */
const generated = new Set(['node_modules', 'dist', 'out', 'coverage', '.git']);
const binaryFile = /\.(?:png|jpg|gif|ico|woff2?|bin|gz|zip|tsbuildinfo)$/u;

/** Every text file of the tree except what `.gitignore` leaves out; asks no git, so that an archive can be tested too. */
export function readTree(): readonly SourceFile[] {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const files: SourceFile[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (generated.has(entry.name)) continue;
      if (entry.isDirectory()) visit(path);
      if (entry.isFile() && !binaryFile.test(path)) {
        files.push({ path, text: readFileSync(join(root, path), 'utf8') });
      }
    }
  };
  visit('');
  return files;
}

export function isSource(path: string): boolean {
  return /\.(?:ts|mts|js|mjs)$/u.test(path);
}

/** A test (`.system.ts` needs a program of the system), a suite that tests share, or what tests are made of. */
export function isTest(path: string): boolean {
  return /\.(?:test|system|suite|tool|test-data)\.ts$|\/testing\//u.test(path);
}

/** Every match of the pattern (which must be global), as line number and matched text. */
export function findAll(text: string, pattern: RegExp): readonly { line: number; match: string }[] {
  return [...text.matchAll(pattern)].map(({ index, 0: match }) => ({
    line: text.slice(0, index).split('\n').length,
    match,
  }));
}
