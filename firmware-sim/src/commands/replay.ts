import { DataError } from '@feierabend/protocol';
import type { Command } from 'commander';

import type { SimIo } from '../io.ts';
import { replay } from '../world/replay.ts';
import { readTrace } from '../world/trace.ts';
import { readTextFile } from './files.ts';

const examples = `
Example:
  firmware-sim replay out/simulate/trace.jsonl`;

/** `firmware-sim replay`: whether this firmware still does the same, byte for byte. */
export function declareReplay(program: Command, io: SimIo): void {
  program
    .command('replay')
    .description('live a traced life again and compare every output with the trace')
    .argument('<trace>', 'a trace.jsonl of firmware-sim simulate')
    .addHelpText('after', examples)
    .action((file: string) => runReplay(file, io));
}

/** Throws {@link DataError} `REPLAY_DIFFERS` that names the first event that is not as it was. */
async function runReplay(file: string, io: SimIo): Promise<void> {
  const outcome = await replay(readTrace(await readTextFile(file), file), file);
  if (outcome.same) {
    io.stdout.write(`identical: ${outcome.events} events\n`);
    return;
  }
  throw new DataError({
    code: 'REPLAY_DIFFERS',
    expected: outcome.expected,
    came: `this firmware gave ${outcome.came}`,
    next: `look at event ${outcome.index}, or make a new trace if the change is meant`,
  });
}
