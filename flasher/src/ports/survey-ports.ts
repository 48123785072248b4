import type { CommandContext } from '../command.ts';
import type { Json } from '../output/event.ts';
import type { Finding } from '../output/reporter.ts';
import { parsePortTarget } from '../serial/port-target.ts';
import { listPorts } from './list-ports.ts';
import { holderWords, portHolders, type PortHolders } from './port-holders.ts';
import { answerWords } from './answer-words.ts';
import { probePort, type PortAnswer } from './probe-port.ts';
import { portLine, usbName, type PortList, type SerialPortEntry } from './serial-port-entry.ts';

export interface SurveyOptions {
  /** Only these; all serial ports when empty. */
  readonly named: readonly string[];
  readonly baudRate: number;
  readonly answerTimeoutMs: number;
  /** Whether to open the ports and ask who is there. */
  readonly ask: boolean;
}

interface SurveyedPort {
  readonly entry: SerialPortEntry;
  /** Undefined where the platform does not tell. */
  readonly held: PortHolders | undefined;
  readonly answer: PortAnswer;
}

/** Every port with its identity, who holds it, and who answers there. */
export async function surveyPorts(
  context: CommandContext,
  options: SurveyOptions,
): Promise<Finding> {
  const { host } = context.world;
  const { source, entries } = await context.step('list', 'Listing the serial ports', () =>
    chosenPorts(context, options.named),
  );
  const holders = await portHolders(
    host,
    entries.map(({ path }) => path),
  );
  const surveyed = await context.step('ask', 'Asking each port who is there', () =>
    Promise.all(
      entries.map(async (entry): Promise<SurveyedPort> => {
        const held = holders?.get(entry.path);
        return { entry, held, answer: await answerOf(context, { entry, held, ...options }) };
      }),
    ),
  );
  return {
    text:
      surveyed.length === 0
        ? ['No serial port is there; name others, such as a socket: flasher ports PORT ...']
        : surveyed.flatMap((port) => portWords(port, options.baudRate)),
    result: { source, ports: surveyed.map(portFacts) },
  };
}

async function chosenPorts({ world }: CommandContext, named: readonly string[]) {
  for (const port of named) parsePortTarget(port);
  if (named.length === 0) {
    const { source, ports } = await listPorts(world.host);
    return { source, entries: ports };
  }
  // What is known about named ports is a help, and no condition.
  const listed = await listPorts(world.host).catch((): PortList => ({
    source: 'driver',
    ports: [],
  }));
  const entries = await Promise.all(
    named.map(async (path): Promise<SerialPortEntry> => {
      const device = (await world.host.files.real(path)) ?? path;
      const known = listed.ports.find((port) => port.path === device);
      return { usb: undefined, stableName: undefined, ...known, path };
    }),
  );
  return { source: listed.source, entries };
}

async function answerOf(
  { world, clock, signal }: CommandContext,
  options: SurveyOptions & {
    readonly entry: SerialPortEntry;
    readonly held: PortHolders | undefined;
  },
): Promise<PortAnswer> {
  const { entry, held, baudRate, answerTimeoutMs, ask } = options;
  if (!ask) return { kind: 'not-asked', why: 'as told by --no-ask' };
  if (held !== undefined && held.holders.length > 0) {
    return { kind: 'not-asked', why: 'what holds it would lose bytes' };
  }
  const openLink = () => world.openLink({ port: entry.path, baudRate });
  return probePort({ openLink, clock, signal, answerTimeoutMs });
}

function portWords({ entry, held, answer }: SurveyedPort, baudRate: number): string[] {
  const holding = held?.holders.map(holderWords).join(', ') ?? '';
  return [
    portLine(entry),
    ...(holding === '' ? [] : [`  held by  ${holding}`]),
    `  there    ${answerWords(answer, baudRate)}`,
  ];
}

function portFacts({ entry, held, answer }: SurveyedPort): Json {
  const { path, usb, stableName } = entry;
  return {
    port: path,
    usb: usb === undefined ? null : { name: usbName(usb), ...nullified(usb) },
    stableName: stableName ?? null,
    holders:
      held === undefined
        ? null
        : held.holders.map(({ pid, program, user }) => ({ pid, program, user: user ?? null })),
    unseenProcesses: held?.unseen ?? null,
    answer: { ...answer },
  };
}

function nullified(record: object): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(record as Record<string, string | undefined>).map(([key, value]) => [
      key,
      value ?? null,
    ]),
  );
}
