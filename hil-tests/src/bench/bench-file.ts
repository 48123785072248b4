import { DataError } from '@feierabend/protocol';

import { loadFile, parseFile, type FileKind } from '@feierabend/firmware-sim/config/schema-file';
import { benchFile, type Bench, type VirtualBench } from './bench-schema.ts';

const benchKind: FileKind<typeof benchFile> = {
  schema: benchFile,
  code: 'BENCH_FILE',
  what: 'a bench file',
  next: 'compare it with docs/hil/bench-file.md and the files of hil-tests/benches/, or write a new one with "hil init"',
};

/** Reads a bench file. Throws {@link DataError} `BENCH_FILE` that names line and column of each problem. */
export function loadBench(path: string): Promise<Bench> {
  return loadFile(path, benchKind);
}

/** The same from text; `fileName` is for messages. */
export function parseBench(text: string, fileName: string): Bench {
  return parseFile(text, fileName, benchKind);
}

/** For commands that can only work with a tracker in a process of this machine. */
export function requireVirtual(bench: Bench, command: string): VirtualBench {
  if (bench.target.kind === 'virtual') return bench as VirtualBench;
  throw new DataError({
    code: 'BENCH_UNFIT',
    expected: `a bench with a virtual target for ${command}`,
    came: `the target of "${bench.name}" is of kind ${bench.target.kind}`,
    next: 'give hil-tests/benches/virtual.yaml or a copy of it',
  });
}
