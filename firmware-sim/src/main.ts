import { runFirmwareSim } from './program.ts';

const ended = new AbortController();
process.once('SIGINT', () => ended.abort());
process.once('SIGTERM', () => ended.abort());

process.exitCode = await runFirmwareSim(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  ...(process.stdout.isTTY ? { terminal: process.stdout } : {}),
  signal: ended.signal,
});
