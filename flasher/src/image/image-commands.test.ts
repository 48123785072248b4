import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';

import { imagePublicKeyOf, resignImage, toHex } from '@feierabend/protocol';
import { describe, expect, test } from 'vitest';

import { runOnDevice } from '../testing/run-on-device.ts';
import { keyFilesOf, readImageKey, readImagePublicKey } from './key-file.ts';

const randomBytes = (count: number) => new Uint8Array(count).fill(0x5a);
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

async function workshop() {
  const files = new Map<string, Uint8Array>();
  const run = (...argv: readonly string[]) =>
    runOnDevice(['image', ...argv], { files, io: { randomBytes } });
  await run('keygen', 'signing.pem');
  return { files, run };
}

test('image keygen writes PEM files that other tools read, and prints no secret', async () => {
  const files = new Map<string, Uint8Array>();
  const secrets: boolean[] = [];
  const made = await runOnDevice(['image', 'keygen', 'signing.pem'], {
    io: {
      randomBytes,
      writeFile: async (path, bytes, { secret }) => {
        secrets.push(secret);
        files.set(path, bytes);
      },
    },
  });
  expect(made.exitCode).toBe(0);
  expect([...files.keys()]).toEqual(['signing.pem', 'signing.pub.pem']);
  expect(secrets).toEqual([true, false]);
  const key = createPrivateKey(text(files.get('signing.pem')));
  expect(key.asymmetricKeyType).toBe('ed25519');
  const publicPem = createPublicKey(key).export({ type: 'spki', format: 'pem' });
  expect(text(files.get('signing.pub.pem'))).toBe(publicPem);
  expect(made.stdout).not.toContain(toHex(randomBytes(32)));
  expect(made.stdout).not.toContain('PRIVATE');
});

test.each(['ed25519', 'ecdsa-p256'] as const)('a key (%s) survives its file', (kind) => {
  const seed = Uint8Array.from({ length: 32 }, (_, index) => index);
  const { privatePem, publicPem } = keyFilesOf(seed, kind);
  const read = readImageKey(privatePem, 'a.pem');
  expect(read).toEqual({ kind, bytes: seed });
  expect(readImagePublicKey(publicPem, 'a.pub.pem')).toEqual(imagePublicKeyOf(read));
  expect(readImagePublicKey(privatePem, 'a.pem')).toEqual(imagePublicKeyOf(read));
});

test('a file that is no key is refused without quoting it', () => {
  const secret = Buffer.from('-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n');
  expect(() => readImageKey(secret, 'odd.pem')).toThrow(
    expect.objectContaining({ code: 'KEY_FILE', message: expect.not.stringContaining('c2VjcmV0') }),
  );
});

test.each([
  ['rsa', { modulusLength: 1024 }, 'its kind is rsa'],
  ['ec', { namedCurve: 'secp384r1' }, 'its kind is ec secp384r1'],
])('a key of kind %s is refused with its kind', (kind, options, came) => {
  const pair = generateKeyPairSync(kind as 'rsa', options as { modulusLength: number });
  const pem = Buffer.from(pair.publicKey.export({ type: 'spki', format: 'pem' }));
  expect(() => readImagePublicKey(pem, 'odd.pem')).toThrow(
    expect.objectContaining({ code: 'KEY_FILE', came }),
  );
});

test('image build --sim builds, signs and describes an image that inspect accepts', async () => {
  const { files, run } = await workshop();
  const built = await run(
    'build',
    'app.img',
    '--sim',
    '--size',
    '4096',
    '--version',
    '1.2.0+7',
    '--counter',
    '4',
    '--key',
    'signing.pem',
    '--self-test',
    'fail',
    '--defect',
    'stuck-clock',
    '--board',
    '00112233-4455-6677-8899-aabbccddeeff',
  );
  expect(built.stderr).toBe('');
  expect(built.exitCode).toBe(0);
  const seen = await run('inspect', 'app.img', '--trust', 'signing.pub.pem');
  expect(seen.exitCode).toBe(0);
  expect(seen.stdout).toContain('self-test fail, defects: stuck-clock');
  expect(seen.events.at(-1)).toMatchObject({
    result: {
      version: '1.2.0+7',
      securityCounter: 4,
      boardId: '00112233445566778899aabbccddeeff',
      sizeBytes: files.get('app.img')?.length,
      signature: 'true',
    },
  });
});

test('image keygen tells its files in JSON, and knows two kinds', async () => {
  const made = await runOnDevice(['image', 'keygen', 'a.pem', '--json'], { io: { randomBytes } });
  expect(made.events.at(-1)).toMatchObject({
    outcome: 'ok',
    result: { privateKeyFile: 'a.pem', publicKeyFile: 'a.pub.pem' },
  });
  const odd = await runOnDevice(['image', 'keygen', 'a.pem', '--kind', 'rsa']);
  expect(odd.exitCode).toBe(2);
  expect(odd.stderr).toContain('ed25519, ecdsa-p256');
});

test('image build --body signs a flat binary', async () => {
  const { files, run } = await workshop();
  files.set('app.bin', new Uint8Array(900).fill(3));
  const built = await run(
    'build',
    'app.img',
    '--body',
    'app.bin',
    '--version',
    '1.0.0',
    '--key',
    'signing.pem',
  );
  expect(built.exitCode).toBe(0);
  const seen = await run('inspect', 'app.img');
  expect(seen.stdout).toContain('not checked');
});

test.each([
  [['--version', '1.0.0'], 'IMAGE_BODY'],
  [['--version', '1.0.0', '--sim', '--body', 'x'], 'IMAGE_BODY'],
  [['--version', 'one', '--sim'], 'IMAGE_VERSION'],
  [['--version', '1.0.0', '--sim', '--board', '12'], 'BOARD_ID'],
])('image build %j is a usage error and writes nothing', async (more, code) => {
  const { files, run } = await workshop();
  const refused = await run('build', 'app.img', '--key', 'signing.pem', ...more);
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain(`[${code}]`);
  expect(files.has('app.img')).toBe(false);
});

test('image inspect names damage even without a trusted key', async () => {
  const { files, run } = await workshop();
  await run('build', 'app.img', '--sim', '--version', '1.0.0', '--key', 'signing.pem');
  const bytes = files.get('app.img');
  if (bytes !== undefined) bytes[500] = (bytes[500] ?? 0) ^ 1;
  const seen = await run('inspect', 'app.img');
  expect(seen.exitCode).toBe(3);
  expect(seen.stderr).toContain('[IMAGE_HASH]');
});

describe('image sign', () => {
  test('puts another key on an image, which keeps its name', async () => {
    const { files, run } = await workshop();
    await run('build', 'a.img', '--sim', '--version', '1.0.0', '--key', 'signing.pem');
    await run('keygen', 'release.pem', '--kind', 'ecdsa-p256');
    const signed = await run('sign', 'a.img', '--key', 'release.pem', '--out', 'b.img', '--json');
    expect(signed.exitCode).toBe(0);
    const key = readImageKey(files.get('release.pem') ?? new Uint8Array(), 'release.pem');
    const wanted = resignImage(files.get('a.img') ?? new Uint8Array(), key);
    expect({ ok: true, value: files.get('b.img') }).toEqual(wanted);
    const by = (file: string) => run('verify', 'b.img', '--trust', file, '--json');
    const right = await by('release.pub.pem');
    expect(right.exitCode).toBe(0);
    expect(right.events.at(-1)).toMatchObject({ result: { file: 'b.img', version: '1.0.0' } });
    const wrong = await by('signing.pub.pem');
    expect(wrong.exitCode).toBe(3);
    expect(wrong.events.at(-1)).toMatchObject({ error: { code: 'IMAGE_KEY', exitCode: 3 } });
  });

  test('gives no signature to bytes that were changed, and none to what is no image', async () => {
    const { files, run } = await workshop();
    await run('build', 'a.img', '--sim', '--version', '1.0.0', '--key', 'signing.pem');
    const bytes = files.get('a.img');
    if (bytes !== undefined) bytes[500] = (bytes[500] ?? 0) ^ 1;
    files.set('raw.bin', new Uint8Array(4000).fill(7));
    const refuse = (file: string) => run('sign', file, '--key', 'signing.pem', '--out', 'b.img');
    expect((await refuse('a.img')).stderr).toContain('[IMAGE_HASH]');
    expect((await refuse('raw.bin')).exitCode).toBe(3);
    expect(files.has('b.img')).toBe(false);
  });
});

test.each([
  [['--counter-min', '9'], 'IMAGE_COUNTER'],
  [['--board', '00112233-4455-6677-8899-aabbccddeeff'], 'IMAGE_BOARD'],
])('image verify %j is the check that flash makes', async (more, code) => {
  const { run } = await workshop();
  const board = 'ffffffff-4455-6677-8899-aabbccddeeff';
  const how = ['--sim', '--version', '1.0.0', '--counter', '4', '--board', board];
  await run('build', 'a.img', ...how, '--key', 'signing.pem');
  const seen = await run('verify', 'a.img', '--trust', 'signing.pub.pem', ...more);
  expect(seen.exitCode).toBe(3);
  expect(seen.stderr).toContain(`[${code}]`);
});

test('an image in Intel HEX is read as the image it holds', async () => {
  const { files, run } = await workshop();
  await run(
    'build',
    'a.img',
    '--sim',
    '--size',
    '600',
    '--version',
    '1.0.0',
    '--key',
    'signing.pem',
  );
  files.set('a.hex', intelHex(files.get('a.img') ?? new Uint8Array(), 0x0800_c000));
  const seen = await run('verify', 'a.hex', '--trust', 'signing.pub.pem');
  expect(seen.exitCode).toBe(0);
  const told = await run('inspect', 'a.hex');
  expect(told.exitCode).toBe(0);
});

test('image inspect names what lies behind an image', async () => {
  const { files, run } = await workshop();
  await run('build', 'a.img', '--sim', '--version', '1.0.0', '--key', 'signing.pem');
  const image = files.get('a.img') ?? new Uint8Array();
  files.set('padded.img', Buffer.concat([image, Buffer.alloc(64, 0xff)]));
  const seen = await run('inspect', 'padded.img');
  expect(seen.stdout).toContain('Behind    64 bytes: erased flash, padding or a trailer');
});

function intelHex(bytes: Uint8Array, address: number): Uint8Array {
  const record = (type: number, at: number, data: Uint8Array) => {
    const line = Buffer.concat([Buffer.from([data.length, at >> 8, at & 0xff, type]), data]);
    const sum = line.reduce((all, byte) => all + byte, 0);
    return `:${line.toString('hex')}${((0x100 - (sum & 0xff)) & 0xff).toString(16).padStart(2, '0')}`;
  };
  const high = Buffer.from([address >>> 24, (address >>> 16) & 0xff]);
  const lines = [record(4, 0, high)];
  for (let at = 0; at < bytes.length; at += 16) {
    lines.push(record(0, (address & 0xffff) + at, bytes.subarray(at, at + 16)));
  }
  return Buffer.from([...lines, record(1, 0, new Uint8Array()), ''].join('\n').toUpperCase());
}
