import { StandardOutput } from './output/standard-output.ts';
import { runFlasher } from './run-flasher.ts';

const interruption = new AbortController();

// The first Ctrl-C ends in a resumable state; the second one ends at once.
process.once('SIGINT', () => interruption.abort());
process.once('SIGTERM', () => interruption.abort());
// A terminal that is closed, or a connection to it that is lost.
process.once('SIGHUP', () => interruption.abort());

// There is nowhere left to tell of it; the exit code stands.
process.stderr.on('error', () => undefined);

/** Loaded when somebody has to be asked, which is seldom. */
async function askSecret(question: string): Promise<string> {
  const terminal = await import('./terminal/ask-secret.ts');
  return terminal.askSecret(process.stdin, process.stderr, question);
}

process.exitCode = await runFlasher(process.argv.slice(2), {
  stdout: new StandardOutput(process.stdout, { isDumb: process.env['TERM'] === 'dumb' }),
  stderr: process.stderr,
  signal: interruption.signal,
  // https://no-color.org: any value that is not empty.
  colour: (process.env['NO_COLOR'] ?? '') === '',
  environment: process.env,
  ...(process.stdin.isTTY ? { askSecret } : {}),
  ...(process.versions['tz'] === undefined ? {} : { zoneData: process.versions['tz'] }),
});
