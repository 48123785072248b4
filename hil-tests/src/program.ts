import { faultLine, FeierabendError, InternalError } from '@feierabend/protocol';
import { Command, CommanderError } from 'commander';

import { declareBench } from './commands/bench.ts';
import { declareBrokerConfig } from './commands/broker-config.ts';
import { declareDemo } from './commands/demo.ts';
import { declareInit } from './commands/init.ts';
import { declareMutants } from './commands/mutants.ts';
import { declareRun } from './commands/run.ts';
import { declareSign } from './commands/sign.ts';
import { declareVerify } from './commands/verify.ts';
import type { HilIo } from './io.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';

/** Runs one command line (without node and script) and returns the exit code. */
export async function runHil(argv: readonly string[], io: HilIo): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const program = new Command('hil')
    .description('Hardware-in-the-loop benches, suites and evidence for GPS trackers.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    });
  const ended = (code: number): void => {
    exitCode = code;
  };
  declareDemo(program, io, ended);
  declareBench(program, io, ended);
  declareRun(program, io, ended);
  declareMutants(program, io, ended);
  declareInit(program, io);
  declareBrokerConfig(program, io);
  declareSign(program, io);
  declareVerify(program, io, ended);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
    if (io.signal.aborted) {
      io.stderr.write('hil: interrupted before there was anything to write [INTERRUPTED]\n');
      return exitCodes.interrupted;
    }
    const fault = error instanceof FeierabendError ? error : new InternalError('it failed', error);
    io.stderr.write(`${faultLine('hil', fault)}\n`);
    if (fault instanceof InternalError && fault.cause instanceof Error) {
      io.stderr.write(`${fault.cause.stack}\n`);
    }
    return exitCodeOf(fault);
  }
}
