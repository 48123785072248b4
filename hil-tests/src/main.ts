import { createInterface } from 'node:readline/promises';

import { LostOutput } from '@feierabend/firmware-sim/page/lost-output';

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

const output = new LostOutput(process.stdout, process.stderr);

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
process.exitCode = await output.exitCode('hil', exitCode, exitCodes.output);
