// A thread of a fleet; `entry` in its data says what it does. In a clone the source runs as it is; a published package has only `dist`.
import { existsSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

const { entry } = workerData;
const source = new URL(`../src/fleet/${entry}.ts`, import.meta.url);
if (existsSync(source)) {
  const { runSource } = await import('../../.ci/run-source.js');
  await runSource(source);
} else {
  await import(`../dist/fleet/${entry}.js`);
}
