import { concatBytes } from '../../src/bytes.ts';
import { decodeSmpMessages, encodeSmpMessage, type SmpMessage } from '../../src/smp/message.ts';
import { corpora, repeated } from '../corpus.ts';
import type { FuzzTarget } from '../target.ts';

const encodeAll = (messages: readonly SmpMessage[]) =>
  concatBytes(...messages.map((message) => encodeSmpMessage(message)));

export const smpMessages: FuzzTarget = {
  name: 'SMP messages',
  corpus: corpora.smpMessages,
  outputBytesMax: (inputBytes) => 4096 + 128 * inputBytes,
  run(input) {
    const read = decodeSmpMessages(input);
    if (!read.ok) return { accepted: false, output: read };
    // Flags and reserved bits mean nothing and are not kept; the second reading is the same.
    const again = decodeSmpMessages(encodeAll(read.value));
    if (JSON.stringify(again) !== JSON.stringify(read)) throw new TypeError('it reads otherwise');
    return { accepted: true, output: read };
  },
  dress: (input, dice) =>
    encodeSmpMessage({
      op: dice.pick([0, 1, 2, 3] as const),
      version: dice.pick([0, 1] as const),
      group: dice.below(70),
      sequence: dice.below(256),
      command: dice.below(10),
      payload: input,
    }),
  shapes: {
    'empty messages': (bytes) => repeated(Uint8Array.of(8, 0, 0, 0, 0, 0, 1, 0), bytes),
    'one payload': (bytes) =>
      concatBytes(Uint8Array.of(8, 0, bytes >> 8, bytes, 0, 0, 1, 0), new Uint8Array(bytes)),
  },
};
