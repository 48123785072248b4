import { describe, expect, it } from 'vitest';

import { layeringFindings } from './layering.ts';
import { readTree } from './source-file.ts';

const findingsOf = (path: string, text: string) => layeringFindings([{ path, text }]);

describe('layering', () => {
  it.each([
    ['protocol/src/a.ts', `import { x } from '@feierabend/flasher';`],
    ['protocol/src/a.ts', `import { readFileSync } from 'node:fs';`],
    ['protocol/src/a.ts', `import { readFileSync } from 'fs';`],
    ['protocol/src/a.ts', `export { x } from '../../flasher/src/a.ts';`],
    ['protocol/src/a.ts', `import fc from 'fast-check';`],
    ['flasher/src/a.ts', `import type {\n  World,\n} from '@feierabend/firmware-sim';`],
    ['flasher/src/a.ts', `const { World } = await import('@feierabend/firmware-sim');`],
    ['flasher/src/a.ts', `import { crc } from '@feierabend/protocol/src/smp/crc16.ts';`],
    ['flasher/src/a.ts', `const port = process.env['PORT'];`],
    ['flasher/src/a.ts', `import { env } from 'node:process';`],
    ['firmware-sim/src/a.ts', `import { flash } from '@feierabend/flasher';`],
    ['firmware-sim/src/core/a.ts', `import { connect } from 'node:net';`],
    ['firmware-sim/src/core/a.ts', `import { connect } from 'mqtt';`],
    ['firmware-sim/src/core/a.ts', `import '../adapters/mqtt-link.ts';`],
    ['firmware-sim/src/core/duty.ts', `import { x } from './defects/image-assembly.ts';`],
    ['firmware-sim/src/core/tracker.ts', `import { x } from './defects/leaks.ts';`],
    ['firmware-sim/src/commands/run.ts', `import { x } from '../core/defects/defect-list.ts';`],
    ['firmware-sim/src/commands/run.ts', `import { x } from '../adapters/defects/image-wire.ts';`],
    ['hil-tests/src/a.ts', `import { x } from '@feierabend/flasher/serial';`],
    ['firmware-sim/src/index.ts', `export { x } from './testing/contract.ts';`],
    ['protocol/src/a.ts', `export { x } from './sample.suite.ts';`],
  ])('refuses %s with %s', (path, text) => {
    expect(findingsOf(path, text)).toHaveLength(1);
  });

  it.each([
    [
      'protocol/src/a.ts',
      `// import { x } from '@feierabend/flasher';\nconst text = "import 'fs'";`,
    ],
    ['protocol/src/a.test.ts', `import { readFileSync } from 'node:fs';`],
    ['flasher/src/a.ts', `import { parsePolicySource } from '@feierabend/protocol/policy-source';`],
    ['flasher/src/main.ts', `process.exitCode = await run(process.argv);`],
    ['flasher/src/a.ts', `// process.exit() is for main.ts\nthis.process.stop('process.env');`],
    ['firmware-sim/src/core/a.ts', `import type { Clock } from './ports.ts';`],
    ['hil-tests/src/a.ts', `import { x } from '@feierabend/firmware-sim';`],
    ['firmware-sim/src/core/tracker.ts', `import { x } from './defects/image-assembly.ts';`],
    ['firmware-sim/src/core/defects/a.ts', `import { x } from './leaks.ts';`],
    [
      'firmware-sim/src/runner/tracker-process.ts',
      `import { x } from '../adapters/defects/image-wire.ts';`,
    ],
  ])('accepts %s with %s', (path, text) => {
    expect(findingsOf(path, text)).toEqual([]);
  });

  it('holds in this repository', () => {
    expect(layeringFindings(readTree())).toEqual([]);
  });
});
