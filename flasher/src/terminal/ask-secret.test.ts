import { EventEmitter } from 'node:events';

import { expect, test } from 'vitest';

import { askSecret } from './ask-secret.ts';

class FakeKeyboard extends EventEmitter {
  readonly modes: boolean[] = [];
  readonly setRawMode = (on: boolean) => this.modes.push(on);
  readonly setEncoding = () => this;
  readonly resume = () => this;
  readonly pause = () => this;
}

function ask(...typed: readonly string[]) {
  const keyboard = new FakeKeyboard();
  const shown: string[] = [];
  const answer = askSecret(keyboard, { write: (text) => shown.push(text) }, 'Passphrase: ');
  // The first turn loads what the question needs.
  const type = setImmediate(function next() {
    if (keyboard.listenerCount('data') === 0) return void setImmediate(next);
    for (const text of typed) keyboard.emit('data', text);
  });
  return { keyboard, shown, answer, type };
}

test('what is typed is returned and never shown, and the terminal is as before', async () => {
  const { answer, shown, keyboard } = ask('hunder', '\u007F', 't and one\r');
  await expect(answer).resolves.toBe('hundet and one');
  expect(shown.join('')).toBe('Passphrase: \n');
  expect(keyboard.modes).toEqual([true, false]);
});

test('Ctrl-C ends it as an interruption', async () => {
  await expect(ask('abc\u0003').answer).rejects.toMatchObject({ code: 'INTERRUPTED' });
});
