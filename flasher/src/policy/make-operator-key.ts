import {
  createOperatorKey,
  operatorKeySeedBytes,
  writeOperatorKeyFile,
  writeTrustedKeyFile,
  type OperatorRole,
} from '@feierabend/protocol';

import type { World } from '../command.ts';
import type { Finding } from '../output/reporter.ts';

export async function makeOperatorKey(
  world: World,
  file: string,
  options: { readonly name: string; readonly role: OperatorRole; readonly replace: boolean },
): Promise<Finding> {
  const { name, role, replace } = options;
  const key = createOperatorKey({ name, role, seed: world.randomBytes(operatorKeySeedBytes) });
  const publicFile = `${file.replace(/(\.key)?\.json$/iu, '')}.pub.json`;
  const utf8 = new TextEncoder();
  await world.writeFile(file, utf8.encode(writeOperatorKeyFile(key)), { secret: true, replace });
  await world.writeFile(publicFile, utf8.encode(writeTrustedKeyFile(key)), {
    secret: false,
    replace,
  });
  return {
    text: [
      `Private key  ${file} (it stays with ${name})`,
      `Public key   ${publicFile} (role ${role}, key id ${key.keyId}; devices get this one)`,
    ],
    result: { privateKeyFile: file, publicKeyFile: publicFile, keyId: key.keyId, name, role },
  };
}
