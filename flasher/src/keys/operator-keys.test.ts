import {
  readEncryptedKeyFile,
  readTrustedKeyFile,
  writeEncryptedKeyFile,
} from '@feierabend/protocol';
import { expect, test } from 'vitest';

import { admin, council, yaml } from '../testing/policy-text.ts';
import { runOnDevice } from '../testing/run-on-device.ts';

const passphrase = 'correct horse battery';
const utf8 = new TextEncoder();
const named = ['--name', 'N. New', '--role', 'council'];
/** Cheap to open; what `keygen` writes is not. */
const cost = { costLog2: 12, blockSize: 1, parallelism: 1 };

function lockedFiles() {
  const locked = (fill: number) => ({ passphrase, salt: new Uint8Array(16).fill(fill), cost });
  return new Map([
    ['admin.key.json', utf8.encode(writeEncryptedKeyFile(admin, locked(1)))],
    ['council.key.json', utf8.encode(writeEncryptedKeyFile(council, locked(2)))],
    ['policy.yaml', utf8.encode(yaml())],
    ['phrase.txt', utf8.encode(`${passphrase}\nsecond line\n`)],
    ['wrong.txt', utf8.encode('battery horse correct\n')],
  ]);
}

const addressee = ['--tenant', 'acme', '--device', 'van-07', '--sequence', '1', '--reason', 'x'];
const sign = ['policy', 'sign', 'policy.yaml', '--key', 'admin.key.json', ...addressee];

test('keygen encrypts with the passphrase, and the two files belong together', async () => {
  const files = new Map<string, Uint8Array>();
  const made = await runOnDevice(['policy', 'keygen', 'new.key.json', ...named], {
    files,
    io: { environment: { FEIERABEND_PASSPHRASE: passphrase } },
  });
  expect(made.exitCode).toBe(0);
  const text = (name: string) => new TextDecoder().decode(files.get(name));
  expect(text('new.key.json')).not.toContain('privateKey');
  const opened = readEncryptedKeyFile(text('new.key.json'), passphrase);
  const trusted = readTrustedKeyFile(text('new.pub.json'));
  expect(opened.ok && trusted.ok && opened.value.keyId === trusted.value.keyId).toBe(true);
});

test('keygen asks twice, and makes nothing when the two answers differ', async () => {
  const files = new Map<string, Uint8Array>();
  const answers = ['first answer of all', 'another answer'];
  const made = await runOnDevice(['policy', 'keygen', 'new.key.json', ...named], {
    files,
    io: { askSecret: async () => answers.shift() ?? '' },
  });
  expect(made.exitCode).toBe(2);
  expect(made.stderr).toContain('[OPERATOR_KEY_SECRET]');
  expect(files.size).toBe(0);
});

test('keygen --unencrypted says so, and without a passphrase nothing is made', async () => {
  const files = new Map<string, Uint8Array>();
  const none = await runOnDevice(['policy', 'keygen', 'new.key.json', ...named], { files });
  expect(none.exitCode).toBe(2);
  expect(none.stderr).toContain('FEIERABEND_PASSPHRASE');
  const made = await runOnDevice(['policy', 'keygen', 'k.key.json', ...named, '--unencrypted'], {
    files,
  });
  expect(made.exitCode).toBe(0);
  expect(made.stdout).toContain('NOT encrypted');
  const { privateKey } = JSON.parse(new TextDecoder().decode(files.get('k.key.json'))) as {
    privateKey: string;
  };
  expect(made.stdout).not.toContain(privateKey);
});

test.each([
  ['a file', ['--passphrase-file', 'phrase.txt'], {}],
  ['the environment', [], { environment: { FEIERABEND_PASSPHRASE: passphrase } }],
  ['the terminal', [], { askSecret: async () => passphrase }],
])('a locked key is opened with a passphrase from %s', async (_from, argv, io) => {
  const files = lockedFiles();
  const run = await runOnDevice([...sign, ...argv], { files, io });
  expect(run.stderr).toBe('');
  expect(run.exitCode).toBe(0);
  expect(files.get('policy.instruction')?.[0]).toBe(0x84);
  const said = `${run.stdout}${JSON.stringify(run.events)}`;
  expect(said).not.toContain(passphrase);
  expect(said).not.toContain('01'.repeat(32));
});

test('a wrong passphrase, or none, signs nothing and is not repeated', async () => {
  const files = lockedFiles();
  const wrong = await runOnDevice([...sign, '--passphrase-file', 'wrong.txt'], { files });
  expect(wrong.exitCode).toBe(3);
  expect(wrong.stderr).toContain('[OPERATOR_KEY_PASSPHRASE]');
  expect(wrong.stderr).not.toContain('battery horse');
  const none = await runOnDevice(sign, { files });
  expect(none.exitCode).toBe(2);
  expect(none.stderr).toContain('[OPERATOR_KEY_LOCKED]');
  expect(files.has('policy.instruction')).toBe(false);
});
