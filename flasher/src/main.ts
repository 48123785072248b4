import { runFlasher } from './run-flasher.ts';

const interruption = new AbortController();

// The first Ctrl-C ends in a resumable state; the second one ends at once.
process.once('SIGINT', () => interruption.abort());
process.once('SIGTERM', () => interruption.abort());

// `flasher ... | head` closes the pipe early, which is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

/** Loaded when somebody has to be asked, which is seldom. */
async function askSecret(question: string): Promise<string> {
  const terminal = await import('./terminal/ask-secret.ts');
  return terminal.askSecret(process.stdin, process.stderr, question);
}

process.exitCode = await runFlasher(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interruption.signal,
  // https://no-color.org: any value that is not empty.
  colour: (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb',
  environment: process.env,
  ...(process.stdin.isTTY ? { askSecret } : {}),
  ...(process.versions['tz'] === undefined ? {} : { zoneData: process.versions['tz'] }),
});
