#!/usr/bin/env node
import { existsSync } from 'node:fs';
import module from 'node:module';

// In a clone the sources run as they are; a published package has only `dist`.
const source = new URL('../src/main.ts', import.meta.url);
if (existsSync(source)) {
  const { runSource } = await import('../../.ci/run-source.js');
  await runSource(source);
} else {
  // From Node 22 on, what was compiled once is kept.
  module.enableCompileCache?.();
  await import('../dist/bin/main.js');
}
