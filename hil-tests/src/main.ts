import { createInterface } from 'node:readline/promises';

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

/** A reader that goes away early is no fault: the run goes on, and its evidence is in files. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** One line from the terminal; Ctrl-C ends the question, too. */
async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question, { signal: ended.signal });
  } finally {
    terminal.close();
  }
}

process.exitCode = await runHil(process.argv.slice(2), {
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
