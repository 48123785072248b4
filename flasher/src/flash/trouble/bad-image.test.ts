import { expect, test } from 'vitest';

import { yaml } from '../../testing/policy-text.ts';
import { runFlasher } from '../../run-flasher.ts';
import { imageFiles, testImage } from '../../testing/test-images.ts';

const image = testImage(1);
const seed = 20_261_128;
const places = 24;

interface Ended {
  readonly exitCode: number;
  readonly stderr: string;
  readonly opened: boolean;
}

async function run(
  argv: readonly string[],
  files: ReadonlyMap<string, Uint8Array>,
): Promise<Ended> {
  const err: string[] = [];
  let opened = false;
  const exitCode = await runFlasher(argv, {
    stdout: { write: () => undefined },
    stderr: { write: (text) => err.push(text) },
    readFile: (path) => Promise.resolve(files.get(path) ?? new Uint8Array()),
    openLink: () => {
      opened = true;
      return Promise.reject(new TypeError('nothing may be opened'));
    },
  });
  return { exitCode, stderr: err.join(''), opened };
}

function flash(bytes: Uint8Array): Promise<Ended> {
  const argv = ['flash', 'new.img', '--trust', 'key.pub.pem', '--port', 'tcp://line:1'];
  return run(argv, new Map([...imageFiles(), ['new.img', bytes]]));
}

/** Spread over the file from its first byte to its last, and off any grid. */
const offsets = Array.from({ length: places }, (_, place) =>
  Math.floor(((place + (seed % 97) / 97) * (image.length - 1)) / places),
);
const ends = [0, 1, 31, 32, image.length - 1, ...offsets];

test.each([...new Set(ends)])(
  'an image cut off after %i bytes never reaches the port',
  async (length) => {
    const ended = await flash(image.slice(0, length));
    expect(ended).toMatchObject({ exitCode: 3, opened: false });
    expect(ended.stderr).toMatch(/^flasher: Expected new\.img .+\[IMAGE_\w+\]\n$/u);
  },
);

test.each(offsets)('an image with a bit flipped in byte %i never reaches the port', async (at) => {
  const flipped = image.slice();
  flipped[at] = (flipped[at] ?? 0) ^ (1 << (at & 7));
  const ended = await flash(flipped);
  expect(ended).toMatchObject({ exitCode: 3, opened: false });
  expect(ended.stderr).toMatch(/\[IMAGE_\w+\]\n$/u);
});

test('a policy with a key that nobody knows is refused by its name and line', async () => {
  const text = yaml({ intervalls: '{ moving: 60 s }' });
  const files = new Map([['policy.yaml', new TextEncoder().encode(text)]]);
  const ended = await run(['policy', 'lint', 'policy.yaml'], files);
  expect(ended).toMatchObject({ exitCode: 3, opened: false });
  expect(ended.stderr).toMatch(/intervalls/u);
});
