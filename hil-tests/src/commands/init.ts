import { realHost, type HostSystem } from '@feierabend/flasher';
import type { Command } from 'commander';

import { answersFor, type GivenAnswers } from '../bench/bench-answers.ts';
import { parseBench } from '../bench/bench-file.ts';
import { benchText } from '../bench/bench-text.ts';
import type { HilIo } from '../io.ts';
import { checkNewFile } from './new-file.ts';
import { writeWhole } from '@feierabend/firmware-sim/page/whole-file';

export interface InitOptions extends GivenAnswers {
  readonly force?: boolean;
}

/** `hil init`: writes a bench file from what is found, what is given and what is asked. */
export function declareInit(program: Command, io: HilIo): void {
  program
    .command('init [file]')
    .description('write a bench file by asking and probing')
    .option('--name <text>', 'name of the bench')
    .option('--target <kind>', 'virtual, serial or socket')
    .option('--port <port>', 'of the target: a path, usb:VID:PID[:SERIAL], or tcp://host:port')
    .option('--rig <kind>', 'none, emulated (virtual target) or firmata (a real board)')
    .option('--rig-port <port>', "of the rig's board")
    .option('--gnss <kind>', 'injection (virtual target), serial or none')
    .option('--gnss-port <port>', 'serial port that plays the receiver')
    .option('--broker <kind>', 'embedded or mosquitto')
    .option('--force', 'replace a file that is there')
    .addHelpText('after', '\nExample:\n  hil init desk.yaml --target serial --port usb:10c4:ea60')
    .action((file: string | undefined, options: InitOptions) =>
      writeBench(file ?? 'bench.yaml', options, io, realHost),
    );
}

export async function writeBench(
  file: string,
  { force = false, ...given }: InitOptions,
  io: HilIo,
  system: HostSystem,
): Promise<void> {
  await checkNewFile(file, force);
  if (io.ask === undefined) {
    io.stderr.write(
      'There is no terminal to ask at: what was not given is what was found, or usual.\n',
    );
  }
  const answers = await answersFor({
    given,
    ask: io.ask,
    tell: (text) => void io.stderr.write(text),
    system,
    searchPath: io.host.searchPath ?? '',
  });
  const text = benchText(answers);
  // What we write is what we read: a combination that does not go together is told before there is a file.
  parseBench(text, file);
  await writeWhole(file, text);
  io.stdout.write(`Written to ${file}. Next: hil bench check ${file}\n`);
}
