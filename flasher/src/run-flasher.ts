import { CommanderError } from 'commander';

import type { CommandContext, CommandFile, Options, World } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import type { FlasherIo } from './io.ts';
import type { Json } from './output/event.ts';
import type { Reporter } from './output/reporter.ts';
import { buildProgram } from './program.ts';

/**
 * Runs one command line to its end.
 *
 * @param argv Without interpreter and script name.
 * @returns The exit code; see docs/exit-codes.md. Never throws, never touches the process.
 */
export async function runFlasher(argv: readonly string[], io: FlasherIo): Promise<number> {
  const exitCode = await runLine(argv, io);
  await io.stdout.settled?.();
  const { lost } = io.stdout;
  // `flasher ... | head` closes the pipe early, which is no fault of anybody.
  if (lost?.aborted !== true || (lost.reason as { code?: unknown }).code === 'EPIPE')
    return exitCode;
  const { errorText, outputLost } = await import('./output/error-report.ts');
  io.stderr.write(`${errorText(outputLost(lost.reason))}\n`);
  return exitCode === exitCodes.ok.code ? exitCodes.output.code : exitCode;
}

async function runLine(argv: readonly string[], io: FlasherIo): Promise<number> {
  let exitCode: number = exitCodes.ok.code;
  const program = buildProgram(io, async (command, args, options) => {
    exitCode = await runCommand({ command, args, options, io });
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.ok.code : exitCodes.usage.code;
    }
    io.stderr.write(`flasher: ${error instanceof Error ? error.message : String(error)}\n`);
    return exitCodes.internal.code;
  }
  return exitCode;
}

interface Invocation {
  readonly command: CommandFile;
  readonly args: readonly string[];
  readonly options: Options;
  readonly io: FlasherIo;
}

const nothingLeft = 'nothing was changed; run the same command again';

async function runCommand({ command, args, options, io }: Invocation): Promise<number> {
  // Only here, because most of the house hangs on it and `--help` needs none of it.
  const { errorReport, errorText, interrupted, toFeierabendError } =
    await import('./output/error-report.ts');
  const { exitCodeOf, isLineLost } = await import('./exit-code-of.ts');
  const { resolveWorld } = await import('./world.ts');
  const world = resolveWorld(command.endsWithOutput === true ? endingWithOutput(io) : io);
  const task = command.path.join(' ');
  let leftState: string | undefined;
  let found: Json = null;
  const inWords = (error: unknown) =>
    world.signal.aborted
      ? interrupted(`"flasher ${task}"`, leftState ?? nothingLeft)
      : toFeierabendError(error);
  // Whoever loses the line in the middle has to know as much as who pressed Ctrl-C.
  const leftBy = (error: unknown) => (isLineLost(error) ? leftState : undefined);
  const { renderer } = await import('./output/renderer.ts');
  const { Reporter } = await import('./output/reporter.ts');
  const render = renderer(io.stdout, { json: options['json'] === true, colour: world.colour });
  const reporter = new Reporter({
    clock: world.clock,
    listeners: io.onEvent === undefined ? [render] : [render, io.onEvent],
    errorReport: (error) => errorReport(inWords(error), leftBy(inWords(error))),
    foundBefore: (failed) => (failed === task ? found : null),
  });
  const context = createContext({
    world,
    task,
    reporter,
    leaves: (state) => (leftState = state),
    found: (result) => (found = result),
  });
  try {
    await reporter.task(
      task,
      command.summary,
      () => command.run(context, args, options),
      (finding) => finding,
    );
    return exitCodes.ok.code;
  } catch (error) {
    const inOurWords = inWords(error);
    io.stderr.write(`${errorText(inOurWords, leftBy(inOurWords))}\n`);
    return exitCodeOf(inOurWords);
  }
}

/** Lost output ends it as Ctrl-C does. */
function endingWithOutput(io: FlasherIo): FlasherIo {
  const signals = [io.signal, io.stdout.lost].filter((signal) => signal !== undefined);
  return { ...io, signal: AbortSignal.any(signals) };
}

function createContext(options: {
  readonly world: World;
  readonly task: string;
  readonly reporter: Reporter;
  readonly leaves: (state: string) => void;
  readonly found: (result: Json) => void;
}): CommandContext {
  const { world, task, reporter, leaves, found } = options;
  return {
    world,
    clock: world.clock,
    signal: world.signal,
    step: (name, title, body, finding) => {
      world.signal.throwIfAborted();
      return reporter.task(`${task}/${name}`, title, body, finding);
    },
    leaves,
    found,
  };
}
