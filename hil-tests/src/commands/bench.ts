import { join } from 'node:path';

import { Argument, type Command } from 'commander';

import { benchmarks } from '../benchmarks/benchmark-list.ts';
import { benchmarkText } from '../benchmarks/benchmark-text.ts';
import { checkFile } from './bench-check.ts';
import type { HilIo } from '../io.ts';
import { canonicalJson } from '@feierabend/firmware-sim/page/canonical-json';
import { writeWhole } from '@feierabend/firmware-sim/page/whole-file';

/** `hil bench`: measures, prints a table, and writes the same numbers as JSON. `hil bench check` looks at a bench file. */
export function declareBench(program: Command, io: HilIo, ended: (exitCode: number) => void): void {
  const names = benchmarks.map(({ name }) => name);
  const bench = program.command('bench');
  bench
    .command('check <file>')
    .description('look for everything a bench file names, and say how to get what is missing')
    .addHelpText('after', '\nExample:\n  hil bench check hil-tests/benches/desk-example.yaml')
    .action(async (file: string) => ended(await checkFile(file, io)));
  bench
    .description('measure sizes and rates')
    .addArgument(new Argument('[name]', 'one benchmark; all when left out').choices(names))
    .option('--out <folder>', 'where <name>.json goes', join('out', 'bench'))
    .addHelpText('after', '\nExample:\n  hil bench report-size')
    .action(async (name: string | undefined, { out }: { out: string }) => {
      for (const benchmark of benchmarks.filter((one) => name === undefined || one.name === name)) {
        io.signal.throwIfAborted();
        // oxlint-disable-next-line no-await-in-loop -- one at a time, or they measure each other
        const result = await benchmark.run({ now: io.now });
        const { rows, notes, host } = result;
        const file = join(out, `${benchmark.name}.json`);
        const { title } = benchmark;
        // oxlint-disable-next-line no-await-in-loop -- see above
        await writeWhole(
          file,
          canonicalJson({ benchmark: benchmark.name, title, rows, notes, host }),
        );
        io.stdout.write(`${benchmarkText(benchmark, result)}Written to ${file}\n\n`);
      }
    });
}
