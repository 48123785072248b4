import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

import { DataError, readIntelHex, UsageError } from '@feierabend/protocol';

/** The package that carries StandardFirmata compiled for an Arduino Uno. Firmata is LGPL: it is used, and not part of this tree. */
const carrier = 'avrgirl-arduino';
const insideCarrier = join('junk', 'hex', 'uno', 'StandardFirmata.cpp.hex');
const unoProgramBytes = 32 * 1024;

/** The program of the emulated board: an Intel HEX file, that of {@link carrier} when none is named. */
export async function loadFirmata(file = shippedFirmata()): Promise<Uint8Array> {
  const read = readIntelHex(await bytesOf(file));
  if (!read.ok) {
    const { code, expected, came, next } = read.fault;
    throw new DataError({ code, expected: `${basename(file)}: ${expected}`, came, next });
  }
  const { address, bytes } = read.value;
  if (address === 0 && bytes.length <= unoProgramBytes) return bytes;
  throw new DataError({
    code: 'RIG_PROGRAM',
    expected: `a program for an Arduino Uno in ${basename(file)}: from address 0, 32 KiB at most`,
    came: `it has ${bytes.length} bytes from address ${address}`,
    next: 'give StandardFirmata compiled for the Uno, without boot loader',
  });
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw absent(
      `${basename(file)} cannot be read (${(cause as NodeJS.ErrnoException).code})`,
      cause,
    );
  }
}

function shippedFirmata(): string {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${carrier}/package.json`);
    return join(dirname(manifest), insideCarrier);
  } catch (cause) {
    throw absent(`the npm package ${carrier}, which has one, is not installed`, cause);
  }
}

function absent(came: string, cause: unknown): UsageError {
  return new UsageError({
    code: 'RIG_PROGRAM_ABSENT',
    expected: 'StandardFirmata for the emulated board of the rig',
    came,
    next: `run "npm install --save-dev ${carrier}", or name an Intel HEX file as rig.program in the bench file`,
    cause,
  });
}
