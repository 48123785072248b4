import { concatBytes, equalBytes } from '../../src/bytes.ts';
import { ConsoleDeframer } from '../../src/smp/framing/console-deframer.ts';
import { encodeConsoleFrame } from '../../src/smp/framing/console-frame.ts';
import { corpora, repeated, utf8 } from '../corpus.ts';
import type { Dice } from '../dice.ts';
import type { FuzzTarget } from '../target.ts';

const options = { messageBytesMax: 16_384 };

interface Heard {
  readonly messages: readonly Uint8Array[];
  readonly text: readonly Uint8Array[];
  readonly dropped: number;
}

function hear(pieces: readonly Uint8Array[]): Heard {
  const text: Uint8Array[] = [];
  const deframer = new ConsoleDeframer({ ...options, onText: (line) => void text.push(line) });
  const messages = pieces.flatMap((piece) => deframer.push(piece));
  return { messages, text, dropped: deframer.dropped };
}

function piecesOf(input: Uint8Array, dice: Dice): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < input.length;) {
    const end = at + 1 + dice.small(200);
    pieces.push(input.subarray(at, end));
    at = end;
  }
  return pieces;
}

const same = (a: readonly Uint8Array[], b: readonly Uint8Array[]) =>
  a.length === b.length && a.every((one, i) => equalBytes(one, b[i] ?? new Uint8Array()));

/** Any chunking gives the same messages and losses; a frame after noise is heard. */
export const consoleDeframer: FuzzTarget = {
  name: 'console frames',
  corpus: corpora.wires,
  inputBytesMax: 8192,
  run(input, dice) {
    const whole = hear([input]);
    const parts = hear(piecesOf(input, dice));
    if (!same(whole.messages, parts.messages) || !same(whole.text, parts.text)) {
      throw new TypeError('other pieces gave other messages');
    }
    if (whole.dropped !== parts.dropped) throw new TypeError('other pieces lost other frames');
    const lineFeed = Uint8Array.of(0x0a);
    const after = hear([input, lineFeed, encodeConsoleFrame(Uint8Array.of(1, 2, 3))]);
    if (!equalBytes(after.messages.at(-1) ?? lineFeed, Uint8Array.of(1, 2, 3))) {
      throw new TypeError('a frame after this was lost');
    }
    return { accepted: whole.messages.length > 0, output: whole };
  },
  dress: (input, dice) =>
    concatBytes(...piecesOf(input, dice).map((piece) => encodeConsoleFrame(piece))),
  shapes: {
    'one long line': (bytes) => new Uint8Array(bytes).fill(0x41),
    'empty lines': (bytes) => new Uint8Array(bytes).fill(0x0a),
    'small frames': (bytes) => repeated(encodeConsoleFrame(Uint8Array.of(1, 2, 3)), bytes),
    'frames that never end': (bytes) =>
      repeated(utf8.encode('\u0006\u0009QABB\n\u0004\u0014QUJD\n'), bytes),
    'log lines': (bytes) => repeated(utf8.encode('[00:00:00.000] <inf> gnss: idle\r\n'), bytes),
  },
};
