import { once } from 'node:events';

import { toHex, type FeierabendError } from '@feierabend/protocol';
import { Option, type Command } from 'commander';

import { loadDeviceConfig, type DeviceConfig } from '../config/device-config.ts';
import { chipSize } from '../core/storage/flash-map.ts';
import type { BoardMark } from '../flash-file/board-mark.ts';
import { FlashFile } from '../flash-file/flash-file.ts';
import type { SimIo } from '../io.ts';
import { TrackerProcess } from '../runner/tracker-process.ts';
import { seedValue, wholeNumber } from './option-values.ts';
import { runOutput } from './run-output.ts';

interface RunOptions {
  readonly config?: string;
  readonly serial: string;
  readonly pty?: string;
  readonly gnss?: string;
  readonly receiver?: string;
  readonly control?: string;
  readonly baud?: number;
  readonly seed: number;
  readonly flash?: string;
  readonly tap: boolean;
}

/** A board nobody made anything of yet: it starts no image and obeys no key. */
const blankBoard: DeviceConfig = {
  trust: { publicKeys: [], boardId: new Uint8Array(16) },
  provisioning: undefined,
  factoryImage: undefined,
  network: undefined,
};

const examples = `
On a terminal it shows mode, next change, counters and the last entries of the journal. Elsewhere it prints a line of JSON when
one of them changes, after the line 'tracker ready on PORT'.

Examples:
  firmware-sim run --config van.json --serial van.sock
  firmware-sim run --config van.json --serial tcp://127.0.0.1:5000 --receiver drive.nmea
  firmware-sim run --config van.json --pty /tmp/van --gnss van-gnss.sock | jq .mode`;

/** `firmware-sim run`: one tracker until Ctrl-C, or until its bench lets go of it. */
export function declareRun(program: Command, io: SimIo): void {
  const serial = 'management port: a socket path, a named pipe, or tcp://127.0.0.1:PORT';
  program
    .command('run')
    .description('run one virtual tracker')
    .option('--config <file>', 'device file; without it the board is blank')
    .option('--serial <name>', serial, 'tracker.sock')
    .addOption(
      new Option('--pty <path>', 'management port as a pseudo-terminal (needs socat)').conflicts(
        'serial',
      ),
    )
    .option('--gnss <name>', 'GNSS port: NMEA 0183 goes in here')
    .addOption(
      new Option(
        '--receiver <source>',
        'hear a receiver: /dev/ttyUSB0@9600, a recorded log, or day:SEED',
      ).conflicts(['gnss', 'control']),
    )
    .option('--control <name>', 'bench port: the bench moves time and power')
    .option('--baud <rate>', 'pace the management port like a line of that speed', baudRate)
    .option('--seed <number>', 'seed of all its dice', seedValue, 1)
    .option('--flash <file>', 'keep the flash chip in a file, over every end of this program')
    .option('--tap', 'show the bench every channel in clear', false)
    .addHelpText('after', examples)
    .action((options: RunOptions) => runTracker(options, io));
}

async function runTracker(options: RunOptions, io: SimIo): Promise<void> {
  const { baud, config: configFile, flash: flashFile, ...names } = options;
  const config = configFile === undefined ? blankBoard : await loadDeviceConfig(configFile);
  const board = boardOf(config, names.seed);
  const flash =
    flashFile === undefined ? undefined : await FlashFile.open(flashFile, board, chipSize);
  const released = new AbortController();
  let failure: FeierabendError | undefined;
  const output = runOutput(io, { quiet: names.control !== undefined });
  const tracker = new TrackerProcess({
    ...names,
    ...(baud === undefined ? {} : { baudRate: baud }),
    ...(flash === undefined ? {} : { flash }),
    config,
    log: (line) => output.log(line),
    ...(names.control === undefined
      ? { journal: (entry: Uint8Array) => output.journal(entry) }
      : {}),
    released: () => released.abort(),
    unusable: (reason) => {
      failure = reason;
      released.abort();
    },
  });
  let endOutput = (): void => {};
  try {
    endOutput = output.start(await tracker.start(), () => tracker.status);
    const end = AbortSignal.any([io.signal, released.signal]);
    if (!end.aborted) await once(end, 'abort');
  } finally {
    endOutput();
    await tracker.stop();
    await flash?.close();
  }
  if (failure !== undefined) throw failure;
}

function boardOf({ provisioning, trust }: DeviceConfig, seed: number): BoardMark {
  const { tenant, device } = provisioning ?? {};
  const names = tenant === undefined || device === undefined ? {} : { tenant, device };
  return { ...names, boardId: toHex(trust.boardId), seed };
}

function baudRate(text: string): number {
  return wholeNumber(text, 1, 100_000_000);
}
