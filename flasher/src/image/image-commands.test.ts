import { createPrivateKey, createPublicKey } from 'node:crypto';

import { toHex } from '@feierabend/protocol';
import { expect, test } from 'vitest';

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

test('a key survives the way into its file and back', () => {
  const seed = Uint8Array.from({ length: 32 }, (_, index) => index);
  const { privatePem, publicPem } = keyFilesOf(seed);
  const read = readImageKey(privatePem, 'a.pem');
  expect(read.seed).toEqual(seed);
  expect(readImagePublicKey(publicPem, 'a.pub.pem')).toEqual(read.publicKey);
  expect(readImagePublicKey(privatePem, 'a.pem')).toEqual(read.publicKey);
});

test('a file that is no key is refused without quoting it', () => {
  const secret = Buffer.from('-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n');
  expect(() => readImageKey(secret, 'odd.pem')).toThrow(
    expect.objectContaining({ code: 'KEY_FILE', message: expect.not.stringContaining('c2VjcmV0') }),
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
