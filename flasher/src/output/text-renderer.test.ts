import { stripVTControlCharacters } from 'node:util';

import { expect, test } from 'vitest';

import { runFlasher } from '../run-flasher.ts';
import type { FlasherEvent } from './event.ts';
import { coloured } from './paint.ts';
import { progressLine } from './progress-bar.ts';
import { textRenderer } from './text-renderer.ts';

const events: FlasherEvent[] = [
  { event: 'begin', task: 'flash', atMs: 0, format: 1, title: 'check, upload' },
  { event: 'begin', task: 'flash/upload', atMs: 10, format: 1, title: 'Uploading 9 kB' },
  progress(1000, 100),
  progress(9000, 400),
  end('flash/upload', ['Uploaded  9 kB']),
  end('flash', ['1.0.1 runs']),
];

function progress(doneBytes: number, atMs: number) {
  const figures = { totalBytes: 9000, bytesPerS: 8000, leftS: 1, linkPercent: 97.4 };
  return { event: 'progress', task: 'flash/upload', atMs, doneBytes, ...figures } as const;
}

function end(task: string, text: string[]) {
  const found = { outcome: 'ok', text, result: null, error: null } as const;
  return { event: 'end', task, atMs: 500, ...found } as const;
}

function render(isTTY: boolean): string {
  let text = '';
  const renderer = textRenderer({ write: (more) => (text += more), isTTY, columns: 70 });
  for (const event of events) renderer(event);
  return text;
}

test('without a terminal there are only lines: no bar, no colour, no control character', () => {
  expect(render(false)).toBe('  Uploaded  9 kB\n1.0.1 runs\n');
});

test('on a terminal a bar shows share, rate, time left and percent of the line', () => {
  const text = render(true);
  expect(text).toContain('100 %  9.00 kB  8.00 kB/s  1 s left  97 % of the line');
  expect(text.endsWith('\r\u001B[2K  Uploaded  9 kB\n1.0.1 runs\n')).toBe(true);
});

test.each([20, 40, 70, 200])('a progress line fits %i columns', (columns) => {
  expect(progressLine(progress(4500, 100), columns).length).toBeLessThan(columns);
});

test('colours are for terminals: verdicts have one, labels step back, and the words stay', () => {
  const lines = [
    'ok       this user may open it',
    'fault    held',
    'Device    van-07',
    'plain text',
  ];
  const painted = lines.map(coloured);
  expect(painted[0]).toBe('\u001B[32mok\u001B[39m       this user may open it');
  expect(painted[1]).toContain('\u001B[31mfault');
  expect(painted[2]).toBe('\u001B[2mDevice    \u001B[22mvan-07');
  expect(painted.map(stripVTControlCharacters)).toEqual(lines);
});

test.each([
  [true, true, true],
  [true, false, false],
  [false, true, false],
])('colours need leave and a terminal: %s, %s', async (colour, isTTY, painted) => {
  let text = '';
  const person = ['--name', 'Ada', '--role', 'reader', '--unencrypted'];
  await runFlasher(['policy', 'keygen', 'a.key.json', ...person], {
    stdout: { write: (more) => (text += more), isTTY },
    stderr: { write: () => true },
    colour,
    randomBytes: (count) => new Uint8Array(count).fill(7),
    writeFile: async () => undefined,
  });
  expect(text).toContain('Private key');
  expect(text.includes('\u001B[2mPrivate key')).toBe(painted);
});
