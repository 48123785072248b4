import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

const conditions = ['@feierabend/source'];

/**
 * The tests that need a program of the system (socat, gpsdecode, chromium, mosquitto, qemu-system-arm, redis-server):
 * `<name>.system.ts`. `npm test` leaves them out;
 * `.ci/run` installs the programs first, so that here a missing one is a failure and not a skip.
 */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: ['{protocol,firmware-sim,flasher,hil-tests}/src/**/*.system.ts', '.ci/*.system.ts'],
    globalSetup: '.ci/property-seed.ts',
    setupFiles: ['.ci/seed-properties.ts'],
    // Several of them wait for real time to go by, while another can compute.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
