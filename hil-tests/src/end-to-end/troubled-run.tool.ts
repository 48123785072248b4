import { fileURLToPath } from 'node:url';

import { runHil } from '../program.ts';

/** `hil` with tests that go wrong in place of the suites. */
const { execPath, platform, version, pid } = process;
const ended = new AbortController();
const ownSignals = (): void => {
  process.removeAllListeners('SIGINT');
  process.once('SIGINT', () => ended.abort());
};
process.exitCode = await runHil(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: ended.signal,
  ownSignals,
  now: () => Date.now(),
  host: { execPath, platform, nodeVersion: version, pid },
  suitesFile: fileURLToPath(new URL('troubled-suites.tool.ts', import.meta.url)),
});
