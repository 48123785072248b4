import {
  createOperatorKey,
  keyFileSaltBytes,
  operatorKeySeedBytes,
  writeEncryptedKeyFile,
  writeOperatorKeyFile,
  writeTrustedKeyFile,
  type OperatorRole,
} from '@feierabend/protocol';

import type { World } from '../command.ts';
import type { Finding } from '../output/reporter.ts';
import { newPassphrase } from './passphrase.ts';

export interface MakeKeyOptions {
  readonly name: string;
  readonly role: OperatorRole;
  readonly notAfterS: number | undefined;
  readonly replace: boolean;
  readonly passphraseFile: string | undefined;
  /** For tests and machines: whoever has the file can sign. */
  readonly unencrypted: boolean;
}

export async function makeOperatorKey(
  world: World,
  file: string,
  options: MakeKeyOptions,
): Promise<Finding> {
  const { name, role, replace, notAfterS, unencrypted } = options;
  const seed = world.randomBytes(operatorKeySeedBytes);
  const key = createOperatorKey({ name, role, seed, notAfterS });
  const text = unencrypted
    ? writeOperatorKeyFile(key)
    : writeEncryptedKeyFile(key, {
        passphrase: await newPassphrase(world, {
          file: options.passphraseFile,
          variable: 'FEIERABEND_PASSPHRASE',
          whose: name,
        }),
        salt: world.randomBytes(keyFileSaltBytes),
      });
  const publicFile = `${file.replace(/(\.key)?\.json$/iu, '')}.pub.json`;
  const utf8 = new TextEncoder();
  await world.writeFile(file, utf8.encode(text), { secret: true, replace });
  await world.writeFile(publicFile, utf8.encode(writeTrustedKeyFile(key)), {
    secret: false,
    replace,
  });
  const locked = unencrypted ? 'NOT encrypted' : 'encrypted with the passphrase';
  return {
    text: [
      `Private key  ${file} (${locked}; it stays with ${name})`,
      `Public key   ${publicFile} (role ${role}, key id ${key.keyId}; devices get this one)`,
    ],
    result: {
      privateKeyFile: file,
      publicKeyFile: publicFile,
      keyId: key.keyId,
      name,
      role,
      encrypted: !unencrypted,
    },
  };
}
