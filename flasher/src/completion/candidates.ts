import type { Argument, Command, Option } from 'commander';

/** What could stand next on a command line. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

export interface Completion {
  readonly candidates: readonly Candidate[];
  /** The shell completes names of files. */
  readonly files: boolean;
}

/** Names of ports, which only the machine knows. */
export type PortNames = () => Promise<readonly Candidate[]>;

/**
 * Completes a command line from commander's own model, so that no command is described twice.
 *
 * @param words Behind the name of the program; the last one is being typed, and may be empty.
 */
export async function complete(
  program: Command,
  words: readonly string[],
  portNames: PortNames,
): Promise<Completion> {
  const current = words.at(-1) ?? '';
  const place = placeOf(program, words.slice(0, -1));
  const found = await inPlace(place, current, portNames);
  return {
    ...found,
    candidates: found.candidates.filter(({ value }) => value.startsWith(current)),
  };
}

interface Place {
  readonly command: Command;
  /** The option whose value comes next. */
  readonly option: Option | undefined;
  readonly used: ReadonlySet<string>;
  readonly argumentsBefore: number;
}

/** Where the words before the current one lead to. */
function placeOf(program: Command, words: readonly string[]): Place {
  let command = program;
  let option: Option | undefined;
  let argumentsBefore = 0;
  const used = new Set<string>();
  for (const word of words) {
    if (option !== undefined) {
      option = undefined;
    } else if (word.startsWith('-')) {
      const known = command.options.find(({ long, short }) => word === long || word === short);
      if (known?.long !== undefined) used.add(known.long);
      option = known?.required === true ? known : undefined;
    } else {
      const inner = command.commands.find((one) => one.name() === word);
      if (inner === undefined) argumentsBefore += 1;
      else command = inner;
    }
  }
  return { command, option, used, argumentsBefore };
}

const nothing: Completion = { candidates: [], files: false };

async function inPlace(place: Place, current: string, portNames: PortNames): Promise<Completion> {
  const { command, option, used, argumentsBefore } = place;
  if (option !== undefined) return valuesOf(option.flags, option.argChoices, portNames);
  if (current.startsWith('-')) return { candidates: optionsOf(command, used), files: false };
  if (command.commands.length > 0) return { candidates: commandsOf(command), files: false };
  const argument = argumentAt(command, argumentsBefore);
  if (argument === undefined) return { candidates: optionsOf(command, used), files: false };
  return valuesOf(`<${argument.name()}>`, argument.argChoices, portNames);
}

/** The word in the angle brackets tells what belongs there: `--key <file>`. */
async function valuesOf(
  flags: string,
  choices: readonly string[] | undefined,
  portNames: PortNames,
): Promise<Completion> {
  if (choices !== undefined) {
    return { candidates: choices.map((value) => ({ value, description: '' })), files: false };
  }
  if (flags.includes('<port>')) return { candidates: await portNames(), files: true };
  return flags.includes('<file>') ? { candidates: [], files: true } : nothing;
}

function commandsOf(command: Command): Candidate[] {
  const shown = command.createHelp().visibleCommands(command);
  return shown.map((one) => ({ value: one.name(), description: one.description() }));
}

function optionsOf(command: Command, used: ReadonlySet<string>): Candidate[] {
  const shown = command.createHelp().visibleOptions(command);
  return shown.flatMap(({ long, description, variadic }) =>
    long === undefined || (used.has(long) && !variadic) ? [] : [{ value: long, description }],
  );
}

function argumentAt(command: Command, index: number): Argument | undefined {
  const declared = command.registeredArguments;
  const last = declared.at(-1);
  return declared[index] ?? (last?.variadic === true ? last : undefined);
}
