import { describe, expect, it } from 'vitest';

import { barrelFindings } from './barrels.ts';
import { readTree } from './source-file.ts';

describe('barrels', () => {
  it.each([
    ['protocol/src/smp/index.ts', "export { crc16 } from './crc16.ts';"],
    ['protocol/src/index.ts', "export * from './smp/crc16.ts';"],
    ['protocol/src/index.ts', "export type * as smp from './smp/crc16.ts';"],
  ])('refuses %s with %s', (path, text) => {
    expect(barrelFindings([{ path, text }])).toHaveLength(1);
  });

  it('accepts a package root that lists its names', () => {
    const text = "// not export *\nexport { crc16 } from './smp/crc16.ts';";
    expect(barrelFindings([{ path: 'protocol/src/index.ts', text }])).toEqual([]);
  });

  it('are absent from this repository', () => {
    expect(barrelFindings(readTree())).toEqual([]);
  });
});
