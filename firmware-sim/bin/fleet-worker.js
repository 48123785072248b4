// A thread that lives devices of a fleet. In a clone the source runs as it is; a published package has only `dist`.
import { existsSync } from 'node:fs';

const source = new URL('../src/fleet/virtual/fleet-worker.ts', import.meta.url);
if (existsSync(source)) {
  const { runSource } = await import('../../.ci/run-source.js');
  await runSource(source);
} else {
  await import('../dist/fleet/virtual/fleet-worker.js');
}
