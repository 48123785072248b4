// The process that cleans up after a run that was killed. In a clone the source runs as it is; a published package has only `dist`.
import { existsSync } from 'node:fs';

const source = new URL('../src/reaper/main.ts', import.meta.url);
if (existsSync(source)) {
  const { runSource } = await import('../../.ci/run-source.js');
  await runSource(source);
} else {
  await import('../dist/reaper/main.js');
}
