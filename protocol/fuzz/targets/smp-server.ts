import { concatBytes } from '../../src/bytes.ts';
import { decodeSmpMessages, encodeSmpMessage } from '../../src/smp/message.ts';
import { FakeDevice } from '../../src/smp/server/fake-device.suite.ts';
import { SmpServer } from '../../src/smp/server/server.ts';
import { smpCommands } from '../../src/smp/smp-commands.ts';
import { corpora, repeated } from '../corpus.ts';
import type { FuzzTarget } from '../target.ts';

const bufferBytes = 4096;
const [running = new Uint8Array()] = corpora.images;

/** A device with every group; what comes back is SMP, one message per answer, none too long. */
export const smpServer: FuzzTarget = {
  name: 'SMP server',
  corpus: [...corpora.smpMessages, ...corpora.payloads],
  // A file or a parameter list comes back with little asked; one answer is at most a buffer.
  outputBytesMax: (inputBytes) => 8192 + (1 + Math.floor(inputBytes / 8)) * bufferBytes,
  run(input) {
    const device = new FakeDevice(running, bufferBytes);
    const server = new SmpServer({ handlers: device.handlers, bufferBytes });
    const answers = server.receiveMessage(input);
    for (const answer of answers) {
      const read = decodeSmpMessages(answer);
      if (!read.ok || read.value.length !== 1) throw new TypeError('an answer is no message');
      if (answer.length > bufferBytes) throw new TypeError('an answer is longer than a buffer');
    }
    return { accepted: answers.length > 0, output: answers };
  },
  dress(input, dice) {
    const { group, id, op } = dice.pick(smpCommands);
    const message = encodeSmpMessage({
      op,
      version: dice.pick([0, 1] as const),
      group,
      sequence: dice.below(256),
      command: id,
      payload: input,
    });
    return dice.chance(20) ? concatBytes(message, message) : message;
  },
  shapeBytes: 480,
  shapes: {
    'empty messages': (bytes) => repeated(Uint8Array.of(8, 0, 0, 0, 0, 0, 1, 0), bytes),
  },
};
