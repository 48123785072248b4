import { listPorts, portLine, usbName, type HostSystem } from '@feierabend/flasher';
import { UsageError } from '@feierabend/protocol';

import { findProgram } from './surroundings.ts';

/** What `hil init` has to know. */
export interface BenchAnswers {
  readonly name: string;
  readonly target: 'virtual' | 'serial' | 'socket';
  /** Of a target that is not virtual. */
  readonly port: string;
  readonly rig: 'none' | 'emulated' | 'firmata';
  /** Of the rig's board. */
  readonly rigPort: string;
  readonly gnss: 'injection' | 'none' | 'serial';
  readonly gnssPort: string;
  readonly broker: 'embedded' | 'mosquitto';
}
export type GivenAnswers = Partial<Record<keyof BenchAnswers, string>>;

export interface AskedOf {
  readonly given: GivenAnswers;
  /** Asks the person; absent where nobody is there, and then what is probed is taken. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  readonly tell: (text: string) => void;
  readonly system: HostSystem;
  readonly searchPath: string;
}

/** USB makers of Arduinos and of their copies. */
const arduinoMakers = new Set(['2341', '2a03', '1a86']);
const triesMax = 3;

/** Asks what was not given, with what was found on the machine as the answer to just press Enter for. */
export async function answersFor(asked: AskedOf): Promise<BenchAnswers> {
  const { system, searchPath, tell } = asked;
  const { ports } = await listPorts(system).catch(() => ({ ports: [] }));
  const plugged = ports.filter(({ usb }) => usb !== undefined);
  if (plugged.length > 0) tell(`Found: ${plugged.map(portLine).join('\n       ')}\n`);
  const names = plugged.flatMap(({ usb }) =>
    usb === undefined ? [] : [{ usb, name: usbName(usb) }],
  );
  const arduino = names.find(({ usb }) => arduinoMakers.has(usb.vendorId))?.name;
  const board = names.find(({ name }) => name !== arduino)?.name;
  const hasMosquitto = (await findProgram('mosquitto', searchPath)) !== undefined;

  const name = await text(asked, 'name', 'Name of the bench', 'bench');
  const target = await choice(asked, 'target', 'What is tested', {
    options: ['virtual', 'serial', 'socket'],
    probed: board === undefined ? 'virtual' : 'serial',
  });
  const isVirtual = target === 'virtual';
  const port = isVirtual ? '' : await text(asked, 'port', portQuestion[target], board);
  const rig = await choice(asked, 'rig', 'Rig that switches its power and presses its buttons', {
    options: isVirtual ? ['none', 'emulated'] : ['none', 'firmata'],
    probed: isVirtual ? 'emulated' : arduino === undefined ? 'none' : 'firmata',
  });
  const rigPort =
    rig === 'firmata' ? await text(asked, 'rigPort', 'Serial port of the rig', arduino) : '';
  const gnss = await choice(asked, 'gnss', 'What plays the GNSS receiver', {
    options: isVirtual ? ['injection', 'serial', 'none'] : ['serial', 'none'],
    probed: isVirtual ? 'injection' : 'none',
  });
  const gnssPort =
    gnss === 'serial' ? await text(asked, 'gnssPort', 'Serial port that plays it', undefined) : '';
  const broker = await choice(asked, 'broker', 'Broker', {
    options: ['embedded', 'mosquitto'],
    probed: hasMosquitto && !isVirtual ? 'mosquitto' : 'embedded',
  });
  return { name, target, port, rig, rigPort, gnss, gnssPort, broker };
}

const portQuestion = {
  serial: 'Serial port (a path, or usb:VID:PID[:SERIAL])',
  socket: 'Socket (a path, or tcp://host:port)',
} as const;

async function choice<T extends string>(
  asked: AskedOf,
  key: keyof BenchAnswers,
  question: string,
  { options, probed }: { options: readonly T[]; probed: T },
): Promise<T> {
  const isOne = (word: string): word is T => (options as readonly string[]).includes(word);
  const given = asked.given[key];
  if (given !== undefined) {
    if (isOne(given)) return given;
    throw unfit(key, `one of ${options.join(', ')}`, `it is "${given}"`);
  }
  if (asked.ask === undefined) return probed;
  for (let tries = 0; tries < triesMax; tries += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one question after the other
    const said = (await asked.ask(`${question} (${options.join(', ')}) [${probed}]: `)).trim();
    if (said === '') return probed;
    if (isOne(said)) return said;
    asked.tell(`One of ${options.join(', ')}, please.\n`);
  }
  throw unfit(key, `one of ${options.join(', ')}`, 'none was said');
}

async function text(
  asked: AskedOf,
  key: keyof BenchAnswers,
  question: string,
  probed: string | undefined,
): Promise<string> {
  const given = asked.given[key];
  if (given !== undefined) return given;
  const hint = probed === undefined ? '' : ` [${probed}]`;
  const said = asked.ask === undefined ? '' : (await asked.ask(`${question}${hint}: `)).trim();
  if (said !== '') return said;
  if (probed !== undefined) return probed;
  throw unfit(key, `an answer to "${question}"`, 'there is none, and nothing was found');
}

function unfit(key: keyof BenchAnswers, expected: string, came: string): UsageError {
  const option = `--${key.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
  return new UsageError({
    code: 'INIT_ANSWER',
    expected: `${expected} for ${option}`,
    came,
    next: `give it with ${option}`,
  });
}
