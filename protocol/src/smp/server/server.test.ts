import { describe, expect, test } from 'vitest';

import { concatBytes, fromHex, toHex } from '../../bytes.ts';
import { decodeCbor, encodeCbor, type CborValue } from '../../cbor.ts';
import { groupFailure, handleCommand, protocolFailure } from './handler.ts';
import { SmpGroup } from '../header.ts';
import { Setting } from '../groups/settings-group.ts';
import { imageLike, ImageSlot } from './image-slot.suite.ts';
import { McumgrError } from '../errors/mcumgr-errors.ts';
import { encodeSmpMessage, type SmpMessage } from '../message.ts';
import { Echo, Params, Reset } from '../groups/os-group.ts';
import { SmpServer } from './server.ts';
import { settingsFailure } from './settings-handlers.ts';
import { SettingsError } from '../errors/settings-errors.ts';
import { TrackerError } from '../tracker-errors.ts';
import { PolicyRead } from '../groups/tracker-group.ts';

const hex = (text: string) => fromHex(text) ?? new Uint8Array();
const bufferBytes = 1024;
const echoHello = encodeCbor({ d: 'hello' });

function server(): SmpServer {
  return new SmpServer({
    bufferBytes,
    handlers: [
      handleCommand(Echo.read, ({ d }) => ({ r: d })),
      handleCommand(Echo.write, ({ d }) => ({ r: d })),
      handleCommand(Params.read, () => ({ buf_size: bufferBytes, buf_count: 4 })),
      handleCommand(Reset.write, () => protocolFailure(McumgrError.busy)),
      handleCommand(PolicyRead.read, () => groupFailure(SmpGroup.tracker, TrackerError.noPolicy)),
      handleCommand(Setting.read, () => settingsFailure(SettingsError.rootKeyNotFound)),
      new ImageSlot({ slotBytes: 4096 }).handler,
    ],
  });
}

interface Answer {
  readonly first: number;
  readonly flags: number;
  readonly group: number;
  readonly sequence: number;
  readonly command: number;
  readonly map: unknown;
}

function answersTo(frame: Uint8Array, to = server()): Answer[] {
  return to.receiveMessage(frame).map((bytes) => {
    const item = decodeCbor(bytes.subarray(8));
    expect(((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0)).toBe(bytes.length - 8);
    return {
      first: bytes[0] ?? 0,
      flags: bytes[1] ?? 0,
      group: ((bytes[4] ?? 0) << 8) | (bytes[5] ?? 0),
      sequence: bytes[6] ?? 0,
      command: bytes[7] ?? 0,
      map: item.ok ? item.value : 'unreadable',
    };
  });
}

function request(parts: Partial<SmpMessage>): Uint8Array {
  return encodeSmpMessage({
    op: 2,
    version: 1,
    group: 0,
    sequence: 7,
    command: 0,
    payload: echoHello,
    ...parts,
  });
}

function patched(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
}

const upload = (map: CborValue, version: 0 | 1 = 1) =>
  request({ group: 1, command: 1, version, payload: encodeCbor(map) });
const image = imageLike(64);
const taggedData = concatBytes(
  hex('a3636c656e1840636f6666006464617461d8405820'),
  image.subarray(0, 32),
);

/** What the real server was measured to do; `first` is the first byte of the answer. */
const rows: readonly [string, Uint8Array, readonly Partial<Answer>[]][] = [
  ['a v2 echo is answered in v2', request({}), [{ first: 0x0b, map: { r: 'hello' } }]],
  ['a v1 echo is answered in v1', request({ version: 0 }), [{ first: 0x03, map: { r: 'hello' } }]],
  ['an echo may be a read', request({ op: 0 }), [{ first: 0x09, map: { r: 'hello' } }]],
  [
    'version bits 0b10 are too new, and the answer is of version 1',
    patched(request({}), 0, 0x12),
    [{ first: 0x0b, map: { rc: 13 } }],
  ],
  [
    'no payload is an empty map',
    request({ op: 0, command: 6, payload: new Uint8Array() }),
    [{ first: 0x09, map: { buf_size: 1024, buf_count: 4 } }],
  ],
  ['an unknown group is not supported', request({ group: 5 }), [{ map: { rc: 8 }, group: 5 }]],
  ['an unknown command is not supported', request({ command: 99 }), [{ map: { rc: 8 } }]],
  [
    'a wrong operation is not supported',
    request({ command: 6 }),
    [{ first: 0x0b, map: { rc: 8 } }],
  ],
  [
    'operation 5 is answered as a write',
    patched(request({}), 0, 0x0d),
    [{ first: 0x0b, map: { rc: 8 } }],
  ],
  ['operation 3 as a request', request({ op: 3 }), [{ first: 0x0b, map: { rc: 8 } }]],
  ['bad CBOR is invalid', request({ payload: hex('a1616465') }), [{ map: { rc: 3 } }]],
  ['a missing key is invalid', request({ payload: hex('a0') }), [{ map: { rc: 3 } }]],
  ['a header length one too long is corrupt', patched(request({}), 3, 10), [{ map: { rc: 9 } }]],
  [
    'flags are ignored and answered as zero',
    patched(request({}), 1, 0xff),
    [{ flags: 0, map: { r: 'hello' } }],
  ],
  [
    'two messages in one frame are both answered, in order',
    concatBytes(request({ sequence: 1 }), request({ sequence: 2, version: 0 })),
    [
      { sequence: 1, first: 0x0b },
      { sequence: 2, first: 0x03 },
    ],
  ],
  [
    'a good message before a cut one is answered',
    concatBytes(request({ sequence: 1 }), request({ sequence: 2 }).subarray(0, 12)),
    [
      { sequence: 1, map: { r: 'hello' } },
      { sequence: 2, map: { rc: 9 } },
    ],
  ],
  ['half a header is not answered', request({}).subarray(0, 7), []],
  ['nothing is not answered', new Uint8Array(), []],
  [
    'a settings key that is unknown, v2',
    request({ op: 0, group: 3, payload: encodeCbor({ name: 'x' }) }),
    [{ map: { err: { group: 3, rc: 5 } } }],
  ],
  [
    'a settings key that is unknown, v1',
    request({ op: 0, group: 3, version: 0, payload: encodeCbor({ name: 'x' }) }),
    [{ map: { rc: 1 } }],
  ],
  ['an upload without offset', upload({ data: image }), [{ map: { err: { group: 1, rc: 20 } } }]],
  [
    'an upload with another magic',
    upload({ off: 0, len: 64, data: new Uint8Array(64) }),
    [{ map: { err: { group: 1, rc: 23 } } }],
  ],
  [
    'an upload whose first piece is shorter than a header',
    upload({ off: 0, len: 64, data: image.subarray(0, 31) }),
    [{ map: { err: { group: 1, rc: 22 } } }],
  ],
  [
    'an upload that is too large',
    upload({ off: 0, len: 4097, data: image }),
    [{ map: { err: { group: 1, rc: 30 } } }],
  ],
  ['the same in v1', upload({ data: image }, 0), [{ map: { rc: 3 } }]],
  [
    'an offset without a session is a success',
    upload({ off: 100, data: image }),
    [{ map: { off: 0 } }],
  ],
  [
    'a CBOR tag is invalid',
    request({ group: 1, command: 1, payload: taggedData }),
    [{ map: { rc: 3 } }],
  ],
  [
    'a map header with a count of 16 bits is accepted',
    request({ payload: concatBytes(hex('b90001'), echoHello.subarray(1)) }),
    [{ map: { r: 'hello' } }],
  ],
  [
    'a map of indefinite length is accepted',
    request({ payload: concatBytes(hex('bf'), echoHello.subarray(1), hex('ff')) }),
    [{ map: { r: 'hello' } }],
  ],
  [
    'a code of the protocol keeps its shape in v2',
    request({ command: 5, payload: hex('a0') }),
    [{ map: { rc: 10 } }],
  ],
  [
    'a code of the tracker group',
    request({ op: 0, group: 64, command: 3, payload: encodeCbor({ off: 0 }) }),
    [{ map: { err: { group: 64, rc: 14 } } }],
  ],
  [
    'a code of the tracker group, in v1',
    request({ op: 0, group: 64, command: 3, version: 0, payload: encodeCbor({ off: 0 }) }),
    [{ map: { rc: 5 } }],
  ],
];

test.each(rows)('%s', (_, bytes, wanted) => {
  const answers = answersTo(bytes);
  expect(answers).toHaveLength(wanted.length);
  answers.forEach((answer, index) => expect(answer).toMatchObject(wanted[index] ?? {}));
});

test('group, sequence and command come back', () => {
  expect(answersTo(request({ group: 9, sequence: 255, command: 3 }))).toMatchObject([
    { group: 9, sequence: 255, command: 3 },
  ]);
});

describe('the buffer', () => {
  const echoOf = (size: number) => {
    const empty = request({ payload: encodeCbor({ d: 'x'.repeat(300) }) }).length - 300;
    return request({ payload: encodeCbor({ d: 'x'.repeat(size - empty) }) });
  };

  test('takes a message of the buffer minus four, and loses a longer one without a word', () => {
    const to = new SmpServer({
      bufferBytes: 384,
      handlers: [handleCommand(Echo.write, () => ({ r: '' }))],
    });
    expect(echoOf(380)).toHaveLength(380);
    expect(to.receiveMessage(echoOf(380))).toHaveLength(1);
    expect(to.receiveMessage(echoOf(381))).toHaveLength(0);
  });

  test('an answer that does not fit becomes a refusal', () => {
    const handlers = [handleCommand(Echo.write, () => ({ r: 'x'.repeat(400) }))];
    const to = new SmpServer({ bufferBytes: 384, handlers });
    expect(answersTo(request({}), to)).toMatchObject([{ map: { rc: 7 } }]);
  });
});

test('the golden echo of the real server gets its answer', () => {
  const [answer] = server().receiveMessage(hex('0a00000900000100a161646568656c6c6f'));
  expect(toHex(answer ?? new Uint8Array())).toBe('0b00000900000100a161726568656c6c6f');
});
