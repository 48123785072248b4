import { InvalidArgumentError, type Command } from 'commander';

import { declareDevice } from './options.ts';

export const passphraseHelp =
  'passphrase of --key; else $FEIERABEND_PASSPHRASE, else it is asked for';

/**
 * Who signs, and why; the same for every command that can give a device a signed instruction. Which
 * of them are needed is for the command to say.
 */
export function declareSigning(command: Command): Command {
  return command
    .option('--key <file>', 'key of the person who signs')
    .option('--cosign <file>', 'key of the second person, for the second signature')
    .option('--passphrase-file <file>', passphraseHelp)
    .option(
      '--cosign-passphrase-file <file>',
      'passphrase of --cosign; else $FEIERABEND_COSIGN_PASSPHRASE, else it is asked for',
    )
    .option('--reason <text>', 'with --key: why; the journal of the device keeps it', reason)
    .option('--issued-at <time>', 'time of the signature, ISO 8601; now if left out', instant);
}

/** For whom an instruction is: a device that is asked, or names that were written down. */
export function declareAddressee(command: Command): Command {
  return declareDevice(command)
    .option('--tenant <name>', 'without a device: the tenant it is for')
    .option('--device <name>', 'without a device: the device it is for')
    .option('--sequence <number>', 'without a device: number above the last one', number);
}

export function reason(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It says why.');
  return text;
}

/** With a zone, so that it names one second everywhere. */
export function instant(text: string): number {
  const atMs = /T.*(Z|[+-]\d\d:\d\d)$/u.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(atMs)) throw new InvalidArgumentError('Such as 2026-11-23T08:00:00Z.');
  return Math.floor(atMs / 1000);
}

function number(text: string): number {
  const value = Number(text);
  if (/^\d{1,10}$/u.test(text) && value >= 1 && value <= 0xffff_ffff) return value;
  throw new InvalidArgumentError('A whole number above 0 is expected.');
}
