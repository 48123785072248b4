import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { bundleForBrowser, runInBrowser } from './browser-bundle.suite.ts';
import { SimulatedClock } from './smp/memory-link.suite.ts';
import { ConsoleDeframer } from './smp/framing/console-deframer.ts';
import { encodeConsoleFrame } from './smp/framing/console-frame.ts';
import { Params } from './smp/groups/os-group.ts';
import { handleCommand } from './smp/server/handler.ts';
import { imageLike, ImageSlot } from './smp/server/image-slot.suite.ts';
import { SmpServer } from './smp/server/server.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const [policy = '', flashing = '', ...more] = [...readme.matchAll(/^```ts\n(.*?)^```/gmsu)].map(
  ([, code = '']) => code,
);

it('has the two examples that run here', () => {
  expect(more).toEqual([]);
});

it('gives the verdict that the README shows', async () => {
  const { code } = await bundleForBrowser(`${policy}\nexport { digest, verdict };`);
  const shown = /^\/\/ (\{ open.*\})$/mu.exec(policy)?.[1] ?? '';
  const { digest, verdict } = runInBrowser(code);
  expect(digest).toMatch(/^[0-9a-f]{64}$/u);
  expect(verdict).toEqual(runInBrowser(`var bundle = ${shown}`));
});

it('flashes a board as the README does', async () => {
  const slot = new ImageSlot({ slotBytes: 10_000 });
  const params = handleCommand(Params.read, () => ({ buf_size: 1024, buf_count: 4 }));
  const server = new SmpServer({ handlers: [slot.handler, params], bufferBytes: 1024 });
  const deframer = new ConsoleDeframer({ messageBytesMax: 1020 });
  let listener = (_bytes: Uint8Array) => {};
  const link = {
    onData: (next: typeof listener) => (listener = next),
    write(bytes: Uint8Array) {
      const answers = deframer.push(bytes).flatMap((message) => server.receiveMessage(message));
      for (const answer of answers) queueMicrotask(() => listener(encodeConsoleFrame(answer)));
    },
  };
  const { code } = await bundleForBrowser(flashing);
  const flash = runInBrowser(code)['flash'] as (...given: readonly unknown[]) => Promise<unknown>;
  const image = imageLike(5000);
  const outcome = await flash(link, new SimulatedClock(), image, new Uint8Array(32));
  expect(outcome).toMatchObject({ totalBytes: 5000, requests: 6 });
  expect(slot.stored.subarray(0, image.length)).toEqual(image);
});
