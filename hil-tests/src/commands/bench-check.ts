import { loadBench } from '../bench/bench-file.ts';
import { findingLines } from '../bench/bench-finding.ts';
import { checkBench, type BenchSurroundings } from '../bench/check-bench.ts';
import { realSurroundings } from '../bench/surroundings.ts';
import { exitCodes } from '../exit-codes.ts';
import type { HilIo } from '../io.ts';

/** `hil bench check FILE`: 0 when everything is there. */
export async function checkFile(
  file: string,
  io: HilIo,
  around: BenchSurroundings = realSurroundings(io.host, io.signal),
): Promise<number> {
  const bench = await loadBench(file);
  const findings = await checkBench(bench, around);
  io.stdout.write(`${bench.name}: ${bench.capabilities.join(', ')}\n${findingLines(findings)}`);
  const missing = findings.filter(({ fix }) => fix !== undefined).length;
  io.stdout.write(missing === 0 ? 'The bench is complete.\n' : `${missing} missing.\n`);
  return missing === 0 ? exitCodes.ok : exitCodes.bench;
}
