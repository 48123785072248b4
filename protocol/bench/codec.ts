// How many bytes and nanoseconds a fix costs in our batches and in what others use, on the same
// fixes. Prints a table, and writes out/bench/codec.json. Exits with 1 when a target of bytes is
// missed. Run: npm run bench:codec [-- --logs <folder of .nmea files>]
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { parseArgs } from 'node:util';

import { codecRuns, measuredSeeds, type Run } from './codec-runs.ts';
import { measure, rounds, type Measured } from './measure.ts';
import { plain, sealed } from './ours.ts';
import type { Peer } from './peers/peer.ts';
import { peers } from './peers/peers.ts';
import { trainingSeeds } from './training-set.ts';

interface Row extends Measured {
  readonly codec: string;
}

const decodeNsMax = 1000;
const shortBatch = 10;
const makers: readonly (() => Peer)[] = [() => plain, sealed, ...peers.map((peer) => () => peer)];

const print = (text: string) => process.stdout.write(`${text}\n`);

function measured(run: Run): Row[] {
  return makers.map((make) => ({ codec: make().name, ...measure(make, run.batches) }));
}

function printRun(run: Run, rows: readonly Row[]): void {
  const [first] = rows;
  const bytes = first?.bytesPerFix ?? Infinity;
  const fixes = run.batches.length * run.size;
  const verdict = bytes <= run.bytesPerFixMax ? 'met' : 'MISSED';
  print('');
  print(`${run.track}: every ${run.intervalS} s, batches of ${run.size}, n = ${fixes} fixes`);
  print(`  ours ${bytes.toFixed(2)} bytes a fix, target ${run.bytesPerFixMax}: ${verdict}`);
  print(`  ${'codec'.padEnd(30)} bytes/fix  encode ns  decode ns`);
  for (const { codec, bytesPerFix, encodeNs, decodeNs } of rows) {
    const numbers = [bytesPerFix.toFixed(2), encodeNs.toFixed(0), decodeNs.toFixed(0)];
    print(`  ${codec.padEnd(30)} ${numbers.map((text) => text.padStart(9)).join('  ')}`);
  }
  if ((first?.decodeNs ?? 0) > decodeNsMax) {
    print(
      run.size <= shortBatch
        ? '  below 1 million fixes/s: few fixes share the start of a batch, 810 fresh models'
        : '  below 1 million fixes/s: this machine is slow or busy',
    );
  }
}

const { values } = parseArgs({ options: { logs: { type: 'string' } } });
const runs = codecRuns(values.logs);
const cpu = cpus()[0]?.model ?? 'unknown';
const machine = `${cpu}, ${platform()} ${arch()}, Node ${process.versions.node}`;
print(`${machine}; ns of the fastest of ${rounds} rounds`);
print(`start values trained on generated days of the seeds ${trainingSeeds.join(', ')} only;`);
print(
  `measured on seeds ${measuredSeeds.join(', ')}${values.logs === undefined ? '' : ' and logs'}`,
);
print('all phases of an interval count; bytes with header, without transport;');
print('the sealed frame has 25 bytes of header and tag and is padded; Google polyline has no time');
const results = runs.map((run) => {
  const rows = measured(run);
  printRun(run, rows);
  const { track, intervalS, size, bytesPerFixMax } = run;
  return { track, intervalS, size, bytesPerFixMax, n: run.batches.length * size, rows };
});
const folder = new URL('../../out/bench/', import.meta.url);
mkdirSync(folder, { recursive: true });
const record = { machine, trainingSeeds, measuredSeeds, results };
writeFileSync(new URL('codec.json', folder), `${JSON.stringify(record, undefined, 2)}\n`);
const isMissed = results.some(
  ({ rows, bytesPerFixMax }) => (rows[0]?.bytesPerFix ?? Infinity) > bytesPerFixMax,
);
if (isMissed) process.exitCode = 1;
