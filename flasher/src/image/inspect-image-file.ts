import {
  DataError,
  describeImage,
  readImage,
  toHex,
  verifyImage,
  type FirmwareImage,
  type ImageFact,
} from '@feierabend/protocol';

import type { World } from '../command.ts';
import { fromFile } from '../files/faults.ts';
import type { Finding } from '../output/reporter.ts';
import { imageFacts, imageLines } from './image-view.ts';
import { readFirmware } from './read-firmware.ts';
import { readTrust } from './trust.ts';

/** MCUboot's TLV that names the signing key (`IMAGE_TLV_KEYHASH`). */
const keyHashTlv = 0x01;

/**
 * With trusted keys the signature must be one of theirs; without, it is described and not judged.
 */
export async function inspectImageFile(
  world: World,
  file: string,
  trustFiles: readonly string[],
): Promise<Finding> {
  const [bytes, publicKeys] = await Promise.all([
    readFirmware(world, file),
    readTrust(world, trustFiles),
  ]);
  const verified = publicKeys.length > 0;
  const image = verified
    ? fromFile(verifyImage(bytes, { publicKeys }), file)
    : readWithTrueHash(bytes, file);
  const keyHash = image.tlvs.find(({ type }) => type === keyHashTlv)?.value;
  const key = keyHash === undefined ? 'no key named' : `key ${toHex(keyHash).slice(0, 16)}...`;
  const signature = verified ? `true, ${key}` : `not checked, ${key} (give --trust)`;
  const { facts } = describeImage(bytes, publicKeys);
  return {
    text: [
      file,
      ...imageLines(image),
      `Signed    ${signature}`,
      ...facts.filter(({ name }) => furtherFacts.has(name)).map(factLine),
    ],
    result: {
      file,
      ...imageFacts(image),
      keyHash: keyHash === undefined ? null : toHex(keyHash),
      signature: verified ? 'true' : 'not-checked',
      facts: facts.map((fact) => ({ ...fact })),
    },
  };
}

/** Facts that most images lack, and that are told only where they are. */
const furtherFacts = new Set(['load address', 'flag', 'dependency', 'entry', 'behind']);

function factLine({ name, value, meaning }: ImageFact): string {
  const title = `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`;
  return `${title.padEnd(9)} ${value}: ${meaning}`;
}

/** An image whose hash is right, whoever signed it. */
export function readWithTrueHash(bytes: Uint8Array, file: string): FirmwareImage {
  const image = fromFile(readImage(bytes), file);
  // The hash is judged before the signature, which no key can satisfy here.
  const judged = verifyImage(bytes, { publicKeys: [] });
  if (!judged.ok && judged.fault.code === 'IMAGE_HASH') {
    throw new DataError({
      ...judged.fault,
      expected: `${file} to be right: ${judged.fault.expected}`,
    });
  }
  return image;
}
