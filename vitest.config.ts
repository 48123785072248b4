import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

const conditions = ['@feierabend/source'];

const seedProperties = fileURLToPath(new URL('.ci/seed-properties.ts', import.meta.url));

/** One project per package, so that `vitest run --project protocol` runs one room of the house. */
const project = (name: string, root = name) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    name,
    root,
    include: ['**/*.test.ts'],
    setupFiles: [seedProperties],
    // Files share one module graph: half the work, and proof that none leaves a mess behind.
    isolate: false,
    pool: 'threads',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default defineConfig({
  test: {
    globalSetup: '.ci/property-seed.ts',
    projects: [
      project('protocol'),
      project('firmware-sim'),
      project('flasher'),
      project('hil-tests'),
      project('house', '.ci'),
    ],
  },
});
