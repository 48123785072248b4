import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { opened } from '../../schema/opened.suite.ts';
import { handleCommand } from './handler.ts';
import { ImageSlot } from './image-slot.suite.ts';
import { decodeSmpMessages, encodeSmpMessage } from '../message.ts';
import { Echo, Params } from '../groups/os-group.ts';
import { SmpServer } from './server.ts';

const byte = fc.integer({ min: 0, max: 255 });
const plausible = fc
  .record({
    op: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
    version: fc.constantFrom(0 as const, 1 as const),
    group: fc.constantFrom(0, 1, 64, 65_535),
    sequence: byte,
    command: fc.integer({ min: 0, max: 7 }),
    payload: fc.uint8Array({ maxLength: 60 }),
  })
  .map((message) => encodeSmpMessage(message));

test('no input throws, and every answer is a message that echoes what was asked', () => {
  const server = new SmpServer({
    bufferBytes: 512,
    handlers: [
      handleCommand(Echo.write, ({ d }) => ({ r: d })),
      handleCommand(Params.read, () => ({ buf_size: 512, buf_count: 2 })),
      new ImageSlot({ slotBytes: 1000 }).handler,
    ],
  });
  fc.assert(
    fc.property(fc.oneof(plausible, fc.uint8Array({ maxLength: 600 })), (request) => {
      const answers = server.receiveMessage(request);
      for (const answer of answers) expect(opened(decodeSmpMessages(answer))).toHaveLength(1);
      for (const answer of answers.slice(0, 1)) {
        expect(answer.subarray(4, 8)).toEqual(request.subarray(4, 8));
      }
    }),
    { numRuns: 500 },
  );
});
