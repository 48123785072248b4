import { describe, expect, it } from 'vitest';

import { fileLinesMax, folderFilesMax, sizeFindings } from './size.ts';
import { readTree } from './source-file.ts';

const numbered = (count: number, suffix: string) =>
  Array.from({ length: count }, (_, i) => ({ path: `flasher/src/a${i}${suffix}`, text: '' }));

describe('size', () => {
  it('refuses a file of more lines than anybody reads', () => {
    const text = 'a;\n'.repeat(fileLinesMax + 1);
    expect(sizeFindings([{ path: 'flasher/src/a.ts', text }])).toHaveLength(1);
    expect(sizeFindings([{ path: 'flasher/src/a.ts', text: text.slice(3) }])).toEqual([]);
    expect(sizeFindings([{ path: 'docs/a.md', text }])).toEqual([]);
  });

  it('refuses a folder of more files than a screen shows, and does not count the tests', () => {
    expect(sizeFindings(numbered(folderFilesMax + 1, '.ts'))).toHaveLength(1);
    expect(sizeFindings(numbered(folderFilesMax, '.ts'))).toEqual([]);
    expect(sizeFindings(numbered(folderFilesMax + 1, '.test.ts'))).toEqual([]);
  });

  it('holds in this repository', () => {
    expect(sizeFindings(readTree())).toEqual([]);
  });
});
