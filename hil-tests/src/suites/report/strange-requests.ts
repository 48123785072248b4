import type { SeededRandom } from '@feierabend/firmware-sim';
import {
  decodeSmpMessages,
  Echo,
  encodeSmpMessage,
  McumgrError,
  readAnswer,
  SmpGroup,
  SmpOp,
  SmpVersion,
} from '@feierabend/protocol';

interface StrangeRequest {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What docs/protocol/smp.md says to it. */
  readonly expected: string;
}

const none = 'no answer';
const refused = (rc: number): string => `code ${rc}`;

/** A header with what is wrong in it, and its payload. */
function message(parts: {
  readonly first?: number;
  readonly length?: number;
  readonly group?: number;
  readonly command?: number;
  readonly payload?: readonly number[];
}): Uint8Array {
  const { first = 10, group = SmpGroup.os, command = 0, payload = [] } = parts;
  const { length = payload.length } = parts;
  const header = [first, 0, length >> 8, length & 0xff, group >> 8, group & 0xff, 1, command];
  return Uint8Array.from([...header, ...payload]);
}

/** What somebody with the right to ask can send who does not know SMP, or knows it too well. */
export function strangeRequests(random: SeededRandom): readonly StrangeRequest[] {
  const badMap = refused(McumgrError.invalid);
  const unknown = refused(McumgrError.notSupported);
  const good = [0xa1, 0x61, 0x64, 0x61, 0x78];
  const cases: readonly (readonly [name: string, bytes: Uint8Array, expected: string])[] = [
    ['nothing', new Uint8Array(), none],
    ['half a header', message({}).subarray(0, 7), none],
    [
      'a length that lies',
      message({ length: 0xff_ff, payload: good }),
      refused(McumgrError.corrupt),
    ],
    [
      'a message cut off',
      message({ length: good.length, payload: good.slice(0, 3) }),
      refused(McumgrError.corrupt),
    ],
    ['a group of nobody', message({ group: 0xff_fe, payload: [0xa0] }), unknown],
    ['a command of nobody', message({ command: 0xee, payload: [0xa0] }), unknown],
    [
      'a command of nobody in the group of trackers',
      message({ group: SmpGroup.tracker, command: 0xee, payload: [0xa0] }),
      unknown,
    ],
    ['an operation of nobody', message({ first: 15, payload: good }), unknown],
    ['an answer in place of a question', message({ first: 11, payload: good }), unknown],
    ['a version of the future', message({ first: 26, payload: good }), refused(McumgrError.tooNew)],
    ['no CBOR', message({ payload: [0xff, 0xff] }), badMap],
    ['a list', message({ payload: [0x81, 0x01] }), badMap],
    ['a key that is no text', message({ payload: [0xa1, 0x01, 0x02] }), badMap],
    ['a key twice', message({ payload: [0xa2, ...good.slice(1), ...good.slice(1)] }), badMap],
    ['a value of another kind', message({ payload: [0xa1, 0x61, 0x64, 0x01] }), badMap],
    [
      'three hundred lists in each other',
      message({ payload: Array.from({ length: 300 }, () => 0x81) }),
      badMap,
    ],
    [
      'a string of four gigabytes',
      message({ payload: [0xa1, 0x61, 0x64, 0x7b, 0, 0, 0, 1, 0, 0, 0, 0] }),
      badMap,
    ],
    [
      'an instruction of noise',
      message({ group: SmpGroup.tracker, command: 2, payload: [...random.bytes(64)] }),
      badMap,
    ],
    [
      'longer than any message',
      message({ payload: Array.from({ length: 4096 }, () => 0xa0) }),
      none,
    ],
  ];
  return cases.map(([name, bytes, expected]) => ({ name, bytes, expected }));
}

export function echoOf(text: string): Uint8Array {
  return encodeSmpMessage({
    op: SmpOp.write,
    version: SmpVersion.v2,
    group: Echo.write.group,
    command: Echo.write.id,
    sequence: 0,
    payload: Echo.write.request.encode({ d: text }),
  });
}

/** Whether this is the answer to {@link echoOf}. */
export function isEchoOf(bytes: Uint8Array, text: string): boolean {
  const [only] = messagesIn(bytes);
  if (only === undefined || only.command !== Echo.write.id) return false;
  const answer = Echo.write.response.decode(only.payload);
  return answer.ok && answer.value.r === text;
}

/** The code of a refusal, or what came in its place. */
export function answerOf(bytes: Uint8Array): string {
  const [only] = messagesIn(bytes);
  if (only === undefined) return 'no SMP';
  const answer = readAnswer(only.payload);
  if (!answer.ok) return 'no CBOR';
  const { refusal } = answer.value;
  return refusal === undefined ? 'done' : refused(refusal.rc);
}

function messagesIn(bytes: Uint8Array) {
  const read = decodeSmpMessages(bytes);
  return read.ok ? read.value : [];
}
