// Runs a TypeScript program of this repository: node .ci/run-program.js firmware-sim/bench/sim.ts
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { runSource } from './run-source.js';

const [path = ''] = process.argv.splice(2, 1);
await runSource(pathToFileURL(resolve(path)));
