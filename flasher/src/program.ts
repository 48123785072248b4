import { Command } from 'commander';

import type { CommandFile, Options } from './command.ts';
import { commandFiles } from './commands/command-files.ts';
import type { FlasherIo } from './io.ts';

export type RunCommand = (
  command: CommandFile,
  args: readonly string[],
  options: Options,
) => Promise<void>;

const groupSummaries: Readonly<Record<string, string>> = {
  image: 'make and inspect firmware images',
  policy: 'make, check, sign, apply and prove capture policies',
  provision: 'make a blank device one of a tenant',
  config: 'read and change settings',
};

/** The command tree. Nothing in it ends the process or writes anywhere but to `io`. */
export function buildProgram(io: FlasherIo, run: RunCommand): Command {
  const program = new Command('flasher')
    .description('Flash trackers and other SMP devices, and give them a signed capture policy.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 80,
      getErrHelpWidth: () => io.stderr.columns ?? 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError('Expected another command line; the same command with --help shows it.')
    .addHelpText(
      'after',
      '\nEvery command has --help with an example. Exit codes: docs/exit-codes.md',
    );
  for (const file of commandFiles) addCommand(program, file, run);
  return program;
}

function addCommand(program: Command, file: CommandFile, run: RunCommand): void {
  const name = file.path.at(-1) ?? '';
  const parent = file.path.slice(0, -1).reduce(groupOf, program);
  const command = parent
    .command(name, { hidden: file.isHidden === true })
    .description(file.summary)
    .option('--json', 'print JSON lines instead of text (docs/flasher-json.md)')
    .addHelpText('after', `\nExample:\n  ${file.example}`);
  file.declare(command);
  command.action(async (...received: unknown[]) => {
    // Commander passes the arguments, then the options, then the command itself.
    const args = received
      .slice(0, -2)
      .flat()
      .filter((arg) => typeof arg === 'string');
    await run(file, args, received.at(-2) as Options);
  });
}

function groupOf(parent: Command, name: string): Command {
  const found = parent.commands.find((command) => command.name() === name);
  return found ?? parent.command(name).description(groupSummaries[name] ?? name);
}
