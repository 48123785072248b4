import { InvalidArgumentError, type Command } from 'commander';

import type { Options } from '../command.ts';

const baudRateDefault = 115_200;
const answerTimeoutSDefault = 2;

/** How to reach a device; the same for every command that talks to one. */
export interface DeviceOptions {
  /** Undefined: the only device there is. */
  readonly port: string | undefined;
  readonly baudRate: number;
  readonly answerTimeoutMs: number;
}

export function declareDevice(command: Command): Command {
  return declareTimeout(declarePort(command), answerTimeoutSDefault);
}

/** Which line, and its speed. */
export function declarePort(command: Command): Command {
  const port =
    'path, tcp://host:port or usb:VID:PID[:SERIAL]; the only USB serial port when left out';
  return declareSpeed(command.option('--port <port>', port));
}

/** How to speak on a line, whichever it is. */
export function declareLine(command: Command, answerTimeoutS: number): Command {
  return declareTimeout(declareSpeed(command), answerTimeoutS);
}

function declareSpeed(command: Command): Command {
  return command.option(
    '--baud <rate>',
    'speed of a serial port',
    positiveInteger,
    baudRateDefault,
  );
}

function declareTimeout(command: Command, answerTimeoutS: number): Command {
  return command.option('--timeout <seconds>', 'wait for one answer', seconds, answerTimeoutS);
}

/** For commands that reset the device and wait for it. */
export function declareBootTimeout(command: Command): Command {
  return command.option(
    '--boot-timeout <seconds>',
    'wait for the device after the reset',
    seconds,
    60,
  );
}

export function bootTimeoutMs(options: Options): number {
  return 1000 * (options['bootTimeout'] as number);
}

export function deviceOptions(options: Options): DeviceOptions {
  return {
    port: options['port'] as string | undefined,
    baudRate: options['baud'] as number,
    answerTimeoutMs: 1000 * (options['timeout'] as number),
  };
}

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!/^\d+$/u.test(text) || value < 1 || value > 0xffff_ffff) {
    throw new InvalidArgumentError('A whole number above 0 is expected.');
  }
  return value;
}

export function wholeNumber(text: string): number {
  if (text === '0') return 0;
  try {
    return positiveInteger(text);
  } catch {
    throw new InvalidArgumentError('A whole number, 0 or more, is expected.');
  }
}

export function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/u.test(text) || value <= 0 || value > 86_400) {
    throw new InvalidArgumentError('A number of seconds above 0 is expected.');
  }
  return value;
}

/** For options that may be given several times. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

/** For commands that say what a policy costs. */
export function declareBattery(command: Command): Command {
  return command.option('--battery <mah>', 'capacity of the battery', positiveInteger, 3000);
}

export function language(text: string): string {
  if (['de', 'en'].includes(text)) return text;
  throw new InvalidArgumentError('It is de or en.');
}
