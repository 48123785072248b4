import { beforeAll, expect, test } from 'vitest';

import type { BareBoard } from './bare-board.tool.ts';
import { rows } from './command-rows.tool.ts';
import { makeTracker, port } from './tenant-bench.tool.ts';

const psk = 'correct horse battery staple';
/** Files that nobody may see the inside of; each is given where another file belongs. */
const secretFiles = ['signing.pem', 'ca.key.pem', 'admin.key.json', 'psk.txt'];
let board: BareBoard;
let secrets: readonly string[];

beforeAll(async () => {
  board = await makeTracker();
  board.files.set('psk.txt', new TextEncoder().encode(psk));
  board.files.set('panel.yaml', new TextEncoder().encode('panel: 1\n'));
  board.files.set('long.yaml', board.files.get('vans.yaml') ?? new Uint8Array());
  secrets = secretFiles.flatMap((name) => piecesOf(board.text(name)));
});

/** What would give a secret away: bodies of PEM files, long hexadecimal or base64 text, the phrase. */
function piecesOf(text: string): readonly string[] {
  if (text === psk)
    return [psk, Buffer.from(psk).toString('hex'), Buffer.from(psk).toString('base64')];
  const isPublic = /"(?:public|name|role|keyId)[^"]*": *"[^"]*"/gu;
  const long = text.replaceAll(isPublic, '').match(/[A-Za-z0-9+/=_-]{24,}/gu) ?? [];
  // The end of a key is the key itself; its beginning is the same for all.
  return long
    .filter((piece) => !/PRIVATE|feierabend/u.test(piece))
    .map((piece) => piece.slice(-20));
}

test('there is something to look for in each of the files', () => {
  for (const name of secretFiles) expect(piecesOf(board.text(name))).not.toEqual([]);
});

const swaps = Object.entries(rows).flatMap(([name, { good }]) =>
  good.flatMap((word, at) =>
    /\.(?:pem|json|yaml|img|instruction|journal)$/u.test(word) ? [[name, at] as const] : [],
  ),
);
/** One secret for each word, in turn, is enough for every day; each for each is 210 runs. */
const cases = swaps.map(
  ([name, at], index) => [name, at, secretFiles[index % secretFiles.length] ?? ''] as const,
);

test.each(cases)('%s, word %i: %s is in no output when it is named by mistake', async (...swap) => {
  const [name, at, file] = swap;
  const copy = board.clone();
  const words = [...(rows[name]?.good ?? [])];
  words[at] = file;
  const before = new Set(copy.files.keys());
  const run = await copy.flasher(...name.split(' '), ...words, '--json');
  const written = [...copy.files].flatMap(([path, bytes]) =>
    before.has(path) || /\.pem$|\.key\.json$/u.test(path) ? [] : [new TextDecoder().decode(bytes)],
  );
  const said = [run.out, run.err, JSON.stringify(run.events), ...written].join('\n');
  expect(secrets.filter((secret) => said.includes(secret))).toEqual([]);
  for (const path of secretFiles) expect(copy.text(path)).toBe(board.text(path));
});

test.each(secretFiles)('%s as the manifest of a panel, where it once was told', async (file) => {
  const run = await board.flasher('panel', file, '--json');
  expect(run.exitCode).toBe(3);
  expect(secrets.filter((secret) => `${run.out}${run.err}`.includes(secret))).toEqual([]);
});

test('a passphrase is in no output, be it right or wrong', async () => {
  const copy = board.clone();
  copy.files.set('pass.txt', new TextEncoder().encode(`${psk}\n`));
  const pass = ['--passphrase-file', 'pass.txt'];
  const made = await copy.flasher(
    'policy',
    'keygen',
    'me.key.json',
    '--name',
    'Me',
    '--role',
    'administrator',
    ...pass,
    '--json',
  );
  expect([made.exitCode, made.err]).toEqual([0, '']);
  copy.files.set('wrong.txt', new TextEncoder().encode(`${psk} no\n`));
  const sign = ['policy', 'sign', 'vans.yaml', '--key', 'me.key.json', '--reason', 'r', ...port];
  const wrong = await copy.flasher(...sign, '--passphrase-file', 'wrong.txt');
  expect(wrong.exitCode).not.toBe(0);
  const right = await copy.flasher(...sign, ...pass, '--json');
  expect(right.exitCode).toBe(0);
  const texts = [...copy.files].flatMap(([path, bytes]) =>
    path.endsWith('.txt') ? [] : [new TextDecoder().decode(bytes)],
  );
  expect([made.out, wrong.err, right.out, ...texts].join('\n')).not.toContain(psk);
});
