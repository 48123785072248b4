import {
  Echo,
  encodeSmpMessage,
  encodeConsoleFrame,
  Reset,
  SmpOp,
  SmpVersion,
} from '@feierabend/protocol';
import { expect, test } from 'vitest';

import { watchResets } from './reset-watch.ts';

function framed(command: { readonly group: number; readonly id: number }): Buffer {
  const message = encodeSmpMessage({
    op: SmpOp.write,
    version: SmpVersion.v2,
    group: command.group,
    command: command.id,
    sequence: 1,
    payload: Uint8Array.of(0xa0),
  });
  return Buffer.from(encodeConsoleFrame(message));
}

test('a reset is seen in whatever pieces it comes, and nothing else is taken for one', () => {
  let asked = 0;
  const watch = watchResets(() => (asked += 1));
  watch(framed(Echo.write));
  watch(Buffer.from('shell command\n'));
  expect(asked).toBe(0);
  for (const byte of framed(Reset.write)) watch(Buffer.of(byte));
  expect(asked).toBe(1);
});
