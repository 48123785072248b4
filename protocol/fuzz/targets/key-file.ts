import vectors from '../../vectors/instruction.json' with { type: 'json' };
import { readEncryptedKeyFile } from '../../src/instruction/key/encrypted-key-file.ts';
import {
  readOperatorKeyFile,
  readTrustedKeyFile,
  writeOperatorKeyFile,
  writeTrustedKeyFile,
} from '../../src/instruction/operator-key.ts';
import { people } from '../../src/instruction/sample-instruction.suite.ts';
import { repeated, textOf, utf8 } from '../corpus.ts';
import type { FuzzTarget } from '../target.ts';

const { file, passphrase } = vectors.encryptedKey;
const encrypted = JSON.stringify(file, undefined, 2);
/** The least a file may ask for. More is allowed and only slow: few inputs could be tried. */
const costAtLeast = /"costLog2":\s*12\b[^]*"blockSize":\s*[1-8]\b[^]*"parallelism":\s*1\b/u;

const shapes = {
  'one long name': (bytes: number) => utf8.encode(encrypted.replace('Nora New', 'N'.repeat(bytes))),
  spaces: (bytes: number) => repeated(Uint8Array.of(0x20), bytes),
  brackets: (bytes: number) => repeated(Uint8Array.of(0x5b), bytes),
};

export const encryptedKeyFile: FuzzTarget = {
  name: 'encrypted key file',
  corpus: [utf8.encode(encrypted)],
  run(input) {
    const text = textOf(input);
    if (!costAtLeast.test(text) && text.includes('costLog2')) return { accepted: false };
    const read = readEncryptedKeyFile(text, passphrase);
    return { accepted: read.ok, output: read };
  },
  shapes,
};

export const keyFile: FuzzTarget = {
  name: 'key files',
  corpus: [writeOperatorKeyFile(people.admin), writeTrustedKeyFile(people.admin)].map((text) =>
    utf8.encode(text),
  ),
  run(input) {
    const text = textOf(input);
    const [own, trusted] = [readOperatorKeyFile(text), readTrustedKeyFile(text)];
    if (own.ok && !readOperatorKeyFile(writeOperatorKeyFile(own.value)).ok) {
      throw new TypeError('it refuses what it wrote');
    }
    return { accepted: own.ok || trusted.ok, output: [own, trusted] };
  },
  shapes,
};
