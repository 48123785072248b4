import { runFirmwareSim } from './program.ts';

const words = process.argv.slice(2);
const ended = new AbortController();
// Only a running tracker has ports to close. A simulated life leaves no room for a handler to be called in.
if (words[0] === 'run') {
  process.once('SIGINT', () => ended.abort());
  process.once('SIGTERM', () => ended.abort());
}

process.exitCode = await runFirmwareSim(words, {
  stdout: process.stdout,
  stderr: process.stderr,
  ...(process.stdout.isTTY ? { terminal: process.stdout } : {}),
  signal: ended.signal,
});
