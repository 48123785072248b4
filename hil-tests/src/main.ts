import { createInterface } from 'node:readline/promises';

import { exitCodes } from './exit-codes.ts';
import { runHil } from './program.ts';

const ended = new AbortController();
ownSignals();

/** The signals are ours alone: a library that exits at once would lose what a run has found. */
function ownSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.removeAllListeners(signal);
    process.once(signal, () => ended.abort());
  }
}

// There is nowhere left to tell of it; evidence is in files, and the exit code stands.
process.stderr.on('error', () => undefined);
/** Set when standard output could not be written. A reader that goes away early is no fault. */
let lost: NodeJS.ErrnoException | undefined;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') lost ??= error;
});

/** One line from the terminal; Ctrl-C ends the question, too. */
async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question, { signal: ended.signal });
  } finally {
    terminal.close();
  }
}

const exitCode = await runHil(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: ended.signal,
  ownSignals,
  now: () => Date.now(),
  passphrase: process.env['FEIERABEND_PASSPHRASE'],
  host: {
    execPath: process.execPath,
    platform: process.platform,
    nodeVersion: process.version,
    searchPath: process.env['PATH'] ?? '',
    pid: process.pid,
  },
  ...(process.stdin.isTTY ? { ask } : {}),
});
// What was written last is lost or not by then.
await new Promise((resolve) => process.stdout.write('', resolve));
if (lost !== undefined) {
  process.stderr.write(`hil: standard output was lost: ${lost.message} [OUTPUT_LOST]\n`);
}
process.exitCode = lost !== undefined && exitCode === exitCodes.ok ? exitCodes.output : exitCode;
