// How fast images go over a serial line, beside what the line can carry, and beside other clients.
// Prints tables, writes out/bench/flash.json, ends with 1 where a goal is missed.
// Run: npm run bench:flash [-- --no-real]
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform } from 'node:os';
import { parseArgs } from 'node:util';

import { leastWireBytes } from '@feierabend/protocol';

import { flashOverLine, imageOfBytes } from '../src/testing/line/flash-over-line.ts';
import { firstLine } from './clients.ts';
import { measureClients, type ClientRow } from './measure-clients.ts';
import { measureStartUp } from './start-up.ts';

const imageBytes = 262_144;
const referenceBytes = 132_476;
const latencyMs = 10;
const shareMin = 0.95;
const excessMax = 1.005;
const bufferCount = 4;

const print = (text = '') => process.stdout.write(`${text}\n`);
const round = (value: number, digits = 2) => Number(value.toFixed(digits));

/** A line that is never idle, and carries no byte that an upload can do without. */
const modelS = (totalBytes: number, bufferBytes: number, baudRate: number) =>
  (10 * leastWireBytes(totalBytes, bufferBytes)) / baudRate;

async function simulated(baudRate: number, bufferBytes: number) {
  const image = imageOfBytes(imageBytes, 1);
  const options = { image, baudRate, bufferBytes, latencyMs };
  const pipelined = await flashOverLine({ ...options, bufferCount });
  // A device with one free buffer gets one request at a time.
  const stopAndWait = await flashOverLine({ ...options, bufferCount: 2 });
  const model = modelS(imageBytes, bufferBytes, baudRate);
  const { durationS, wireBytes, requests, reaskedRequests } = pipelined.upload;
  return {
    baudRate,
    bufferBytes,
    modelS: round(model),
    pipelinedS: round(durationS),
    share: round(model / durationS, 4),
    stopAndWaitS: round(stopAndWait.upload.durationS),
    wireBytes,
    requests,
    reaskedRequests,
    met: model / durationS >= shareMin && reaskedRequests === 0,
  };
}

async function reference() {
  const image = imageOfBytes(referenceBytes, 1);
  const options = { image, baudRate: 115_200, bufferBytes: 1024, bufferCount, latencyMs };
  const { upload } = await flashOverLine(options);
  const least = leastWireBytes(referenceBytes, 1024);
  const met = upload.wireBytes <= least * excessMax && upload.reaskedRequests === 0;
  return { totalBytes: referenceBytes, bufferBytes: 1024, least, ...upload, met };
}

const { values } = parseArgs({ options: { 'no-real': { type: 'boolean' } } });
const machine = `${cpus()[0]?.model ?? 'unknown'}, ${platform()} ${arch()}, Node ${process.versions.node}`;
print(`${machine}; load ${loadavg()[0]?.toFixed(1)}`);
print(`simulated line: ${imageBytes} bytes, 8N1, console framing, ${latencyMs} ms from request to`);
print(`answer, ${bufferCount} buffers; the clock is simulated, so that the figures are exact`);
print();
print(`   baud  buffer   model s  pipelined s  of model  stop-and-wait s  asked again`);
const rows = [];
for (const baudRate of [115_200, 921_600]) {
  for (const bufferBytes of [384, 1024, 2048]) {
    // oxlint-disable-next-line no-await-in-loop -- a table grows line by line
    const row = await simulated(baudRate, bufferBytes);
    rows.push(row);
    print(
      `${String(baudRate).padStart(7)} ${String(bufferBytes).padStart(7)} ` +
        `${row.modelS.toFixed(2).padStart(9)} ${row.pipelinedS.toFixed(2).padStart(12)} ` +
        `${(100 * row.share).toFixed(1).padStart(7)} % ${row.stopAndWaitS.toFixed(2).padStart(16)} ` +
        `${String(row.reaskedRequests).padStart(12)}${row.met ? '' : '  MISSED'}`,
    );
  }
}
const wire = await reference();
print();
print(
  `wire bytes of ${wire.totalBytes} bytes at buffer ${wire.bufferBytes}: ${wire.wireBytes}, least ${wire.least}, ` +
    `+${(100 * (wire.wireBytes / wire.least - 1)).toFixed(2)} % (at most 0.5): ${wire.met ? 'met' : 'MISSED'}`,
);

const clients: ClientRow[] = [];
const hasSocat = values['no-real'] !== true && (await firstLine('socat', ['-V'])) !== undefined;
if (values['no-real'] !== true && !hasSocat) {
  print();
  print(
    'socat is not installed: the line on the clock of the wall, and other clients, are left out',
  );
}
if (hasSocat) {
  print();
  print(
    `the same line on the clock of the wall, behind a pseudo-terminal: ${referenceBytes} bytes`,
  );
  const image = imageOfBytes(referenceBytes, 1);
  for (const baudRate of [115_200, 921_600]) {
    const line = { baudRate, bufferBytes: 1024, latencyMs };
    const model = modelS(referenceBytes, line.bufferBytes, baudRate);
    print(`  ${baudRate} baud, buffer ${line.bufferBytes}: model ${model.toFixed(2)} s`);
    // oxlint-disable-next-line no-await-in-loop -- clients share the processors
    for await (const row of measureClients(image, line, model)) {
      clients.push(row);
      print(`    ${row.name.padEnd(24)} ${row.sentence}`);
    }
  }
}
print();
print('start, beside "node -e 0" in turn with it: medians of the processor time and the wall time');
print(`  ${'what'.padEnd(44)} cpu ms  bare  ratio   wall ms  bare  ratio`);
const starts = measureStartUp();
for (const row of starts) {
  const cell = (value: number, width: number, digits = 0) => value.toFixed(digits).padStart(width);
  print(
    `  ${row.name.padEnd(44)}${cell(row.cpuMs, 7)}${cell(row.bareCpuMs, 6)}${cell(row.cpuRatio, 7, 2)}` +
      `${cell(row.wallMs, 10)}${cell(row.bareWallMs, 6)}${cell(row.wallRatio, 7, 2)}`,
  );
}
const hasPublished = starts.some(({ name }) => name.startsWith('published'));
if (!hasPublished) print('  the published form is left out: "npm run build" makes it');
const folder = new URL('../../out/bench/', import.meta.url);
mkdirSync(folder, { recursive: true });
const record = { machine, imageBytes, latencyMs, bufferCount, rows, wire, clients, starts };
writeFileSync(new URL('flash.json', folder), `${JSON.stringify(record, undefined, 2)}\n`);
process.exitCode = rows.every(({ met }) => met) && wire.met ? 0 : 1;
