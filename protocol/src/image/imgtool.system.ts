import { createPrivateKey } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { equalBytes } from '../bytes.ts';
import { installDeadlineMs, PythonTools } from '../smp/python-tools.suite.ts';
import { buildImage, type ImageParts } from './build.ts';
import {
  imageKeyKinds,
  imagePublicKeyOf,
  type ImageKeyKind,
  type TypedImageKey,
} from './signature/image-key.ts';
import { readFirmwareFile } from './input/firmware-file.ts';
import { readImage } from './read.ts';
import { resignImage } from './signature/resign.ts';
import { verifyImage } from './verify.ts';

const body = Uint8Array.from({ length: 5000 }, (_, at) => (at * 31) & 0xff);
const parts: ImageParts = {
  body,
  version: { major: 1, minor: 2, revision: 3, build: 4 },
  securityCounter: 7,
  boardId: Uint8Array.from({ length: 16 }, (_, at) => at),
  dependencies: [{ image: 1, versionMin: { major: 2, minor: 0, revision: 1, build: 0 } }],
};
/** What `imgtool sign` needs to make the same image. */
const sameImage =
  '--version 1.2.3+4 --security-counter 7 --header-size 32 --pad-header ' +
  '--cid 00010203-0405-0607-0809-0a0b0c0d0e0f --dependencies (1,2.0.1+0) ' +
  '--slot-size 0x20000 --align 4';

let tools: PythonTools;
const kinds = imageKeyKinds;
const keys = new Map<ImageKeyKind, ImgtoolKey>();

beforeAll(async () => {
  tools = await PythonTools.install('imgtool');
  await writeFile(tools.file('body.bin'), body);
  for (const kind of kinds) {
    const pem = `${kind}.pem`;
    // One after the other: two keys do not need more.
    // oxlint-disable-next-line no-await-in-loop
    keys.set(kind, { pem, signingKey: await keyFromImgtool(kind, pem) });
  }
}, installDeadlineMs);
afterAll(() => tools?.remove());

interface ImgtoolKey {
  readonly pem: string;
  readonly signingKey: TypedImageKey;
}

function keyOf(kind: ImageKeyKind): ImgtoolKey {
  return keys.get(kind) ?? expect.fail(`imgtool made no key of kind ${kind}`);
}

/** A key that imgtool made, out of its PEM. */
async function keyFromImgtool(kind: ImageKeyKind, pem: string): Promise<TypedImageKey> {
  await tools.run('imgtool', 'keygen', '-k', pem, '-t', kind);
  const key = createPrivateKey(await readFile(tools.file(pem), 'utf8')).export({ format: 'jwk' });
  return { kind, bytes: new Uint8Array(Buffer.from(key.d ?? '', 'base64url')) };
}

test.each(kinds)(
  '%s: imgtool verifies our image, and refuses it when it was changed',
  async (kind) => {
    const { pem, signingKey } = keyOf(kind);
    const image = buildImage({ ...parts, signingKey });
    await writeFile(tools.file('ours.bin'), image);
    const said = await tools.run('imgtool', 'verify', '-k', pem, 'ours.bin');
    expect(said).toContain('Image was correctly validated');
    expect(said).toContain('Image version: 1.2.3+4');
    image[100] = (image[100] ?? 0) ^ 1;
    await writeFile(tools.file('changed.bin'), image);
    await expect(tools.run('imgtool', 'verify', '-k', pem, 'changed.bin')).rejects.toThrow(
      /verify/u,
    );
  },
);

test.each(kinds)(
  '%s: we verify the image of imgtool, and it is ours up to the signature',
  async (kind) => {
    const { pem, signingKey } = keyOf(kind);
    await tools.run(
      'imgtool',
      'sign',
      '-k',
      pem,
      ...sameImage.split(' '),
      'body.bin',
      'theirs.bin',
    );
    const theirs = new Uint8Array(await readFile(tools.file('theirs.bin')));
    const verified = verifyImage(theirs, {
      publicKeys: [imagePublicKeyOf(signingKey)],
      securityCounterMin: 7,
      ...(parts.boardId === undefined ? {} : { boardId: parts.boardId }),
    });
    if (!verified.ok) expect.fail(verified.fault.came);
    expect(verified.value).toMatchObject({
      version: parts.version,
      dependencies: parts.dependencies,
    });
    const ours = buildImage({ ...parts, signingKey });
    const read = readImage(ours);
    if (!read.ok) expect.fail(read.fault.came);
    const { hashedBytes } = read.value;
    expect(equalBytes(theirs.subarray(0, hashedBytes), ours.subarray(0, hashedBytes))).toBe(true);
    // ECDSA signatures of imgtool hold a random number.
    if (kind === 'ed25519') expect(equalBytes(theirs, ours)).toBe(true);
  },
);

test.each(kinds)(
  '%s: we refuse the image of imgtool when it was changed, or is of another key',
  async (kind) => {
    const { pem, signingKey } = keyOf(kind);
    await tools.run(
      'imgtool',
      'sign',
      '-k',
      pem,
      ...sameImage.split(' '),
      'body.bin',
      'theirs.bin',
    );
    const theirs = new Uint8Array(await readFile(tools.file('theirs.bin')));
    const publicKeys = [imagePublicKeyOf(signingKey)];
    const other = imagePublicKeyOf({ kind, bytes: new Uint8Array(32).fill(1) });
    expect(verifyImage(theirs, { publicKeys: [other] })).toMatchObject({
      fault: { code: 'IMAGE_KEY' },
    });
    theirs[100] = (theirs[100] ?? 0) ^ 1;
    expect(verifyImage(theirs, { publicKeys })).toMatchObject({ fault: { code: 'IMAGE_HASH' } });
  },
);

test.each(kinds)('%s: imgtool verifies what we signed again', async (kind) => {
  const { pem, signingKey } = keyOf(kind);
  const old = buildImage({ ...parts, signingKey: new Uint8Array(32).fill(1) });
  const resigned = resignImage(old, signingKey);
  if (!resigned.ok) expect.fail(resigned.fault.came);
  await writeFile(tools.file('again.bin'), resigned.value);
  const said = await tools.run('imgtool', 'verify', '-k', pem, 'again.bin');
  expect(said).toContain('Image was correctly validated');
});

test.each(kinds)('%s: we read the Intel HEX file of imgtool', async (kind) => {
  const { pem, signingKey } = keyOf(kind);
  const hex = ['--hex-addr', '0x8000', 'body.bin', 'theirs.hex'];
  await tools.run('imgtool', 'sign', '-k', pem, ...sameImage.split(' '), ...hex);
  const file = readFirmwareFile(new Uint8Array(await readFile(tools.file('theirs.hex'))));
  if (!file.ok) expect.fail(file.fault.came);
  expect(file.value).toMatchObject({ format: 'intel-hex', address: 0x8000 });
  const publicKeys = [imagePublicKeyOf(signingKey)];
  expect(verifyImage(file.value.bytes, { publicKeys }).ok).toBe(true);
});
