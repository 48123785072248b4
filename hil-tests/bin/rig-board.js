// The thread of an emulated rig board. In a clone the source runs as it is; a published package has only `dist`.
import { existsSync } from 'node:fs';

const source = new URL('../src/rig/emulated/board-worker.ts', import.meta.url);
if (existsSync(source)) {
  const { runSource } = await import('../../.ci/run-source.js');
  await runSource(source);
} else {
  await import('../dist/rig/emulated/board-worker.js');
}
