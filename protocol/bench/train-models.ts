import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { modelCount } from '../src/report/batch/model-map.ts';
import { RecordCode } from '../src/report/batch/record-code.ts';
import { CountingCoder } from './counting-coder.ts';
import { priorProbabilities } from './place-prior.ts';
import { trainingBatches, trainingSeeds } from './training-set.ts';

/**
 * No count weighs more than this many bits: start values stay modest, since the tracks in the field
 * are others.
 */
const weightMax = 250;

/** The first value of a new batch, 1 .. 255 in parts of 256, for a model that saw these bits. */
function startOf(zeros: number, ones: number): number {
  const scale = Math.min(1, weightMax / Math.max(1, zeros + ones));
  const share = (zeros * scale + 0.5) / ((zeros + ones) * scale + 1);
  return Math.min(255, Math.max(0, Math.round(share * 256 - 0.5)));
}

function train(): number[] {
  const coder = new CountingCoder();
  for (const seed of trainingSeeds) {
    const batches = trainingBatches(seed);
    for (const batch of batches) {
      const code = new RecordCode();
      for (const record of batch) code.code(coder, record);
    }
    const records = batches.reduce((sum, batch) => sum + batch.length, 0);
    process.stdout.write(`seed ${seed}: ${batches.length} batches, ${records} records\n`);
  }
  const prior = priorProbabilities();
  return Array.from({ length: modelCount }, (_, model) => {
    const share = prior.get(model);
    if (share !== undefined) return Math.min(254, Math.max(1, Math.round(share * 256 - 0.5)));
    return startOf(coder.zeros[model] ?? 0, coder.ones[model] ?? 0);
  });
}

function asSource(values: readonly number[]): string {
  const lines: string[] = [];
  for (const value of values) {
    const last = lines.at(-1);
    const item = `${value},`;
    if (last === undefined || last.length + 1 + item.length > 100) lines.push(`  ${item}`);
    else lines[lines.length - 1] = `${last} ${item}`;
  }
  return `/**
 * Probability of a zero bit at the start of a batch, for every model of model-map.ts, in parts of
 * 256. Written by protocol/bench/train-models.ts from generated days of the seeds
 * ${trainingSeeds.join(', ')}.
 */
export const startProbabilities: readonly number[] = [
${lines.join('\n')}
];
`;
}

const path = fileURLToPath(new URL('../src/report/batch/start-probabilities.ts', import.meta.url));
const values = train();
writeFileSync(path, asSource(values));
process.stdout.write(`${values.length} start values in ${path}\n`);
