import { runHil } from './program.ts';

const ended = new AbortController();
process.once('SIGINT', () => ended.abort());
process.once('SIGTERM', () => ended.abort());

process.exitCode = await runHil(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: ended.signal,
  now: () => Date.now(),
  host: { execPath: process.execPath, platform: process.platform, nodeVersion: process.version },
});
