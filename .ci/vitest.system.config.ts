import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const conditions = ['@feierabend/source'];

/** What takes minutes, most of them of waiting, stands in front of what takes seconds. */
const longest = ['board', 'troubled-runs', 'live-mosquitto', 'seeded-defects', 'queue'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((name) => moduleId.endsWith(`/${name}.system.ts`));
      return at < 0 ? longest.length : at;
    };
    // oxlint-disable-next-line unicorn/no-array-sort -- it is vitest's own, and of no array
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => place(one) - place(other));
  }
}

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
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
