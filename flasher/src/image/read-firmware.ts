import { readFirmwareFile } from '@feierabend/protocol';

import type { World } from '../command.ts';
import { fromFile } from '../files/faults.ts';

/** A firmware file as a boot loader would find it: raw, or unpacked from Intel HEX or UF2. */
export async function readFirmware(world: World, file: string): Promise<Uint8Array> {
  return fromFile(readFirmwareFile(await world.readFile(file)), file).bytes;
}
