import { describe, expect, it } from 'vitest';

import { hexEnd as end, hexRecord as record } from './firmware-file.suite.ts';
import { readIntelHex } from './intel-hex.ts';

const ascii = (text: string) => new TextEncoder().encode(text);
function read(...lines: readonly string[]) {
  return readIntelHex(ascii(lines.join('\n')));
}

describe('readIntelHex', () => {
  it('reads the example of the format', () => {
    const line = ':10010000214601360121470136007EFE09D2190140';
    expect(read(line, end)).toMatchObject({
      ok: true,
      value: { address: 0x100, bytes: { length: 16, 0: 0x21, 15: 0x01 } },
    });
  });

  it('fills gaps with erased flash and takes records in any order', () => {
    expect(read(record(0, 4, [5, 6]), record(0, 0, [1]), end)).toEqual({
      ok: true,
      value: { address: 0, bytes: Uint8Array.of(1, 0xff, 0xff, 0xff, 5, 6) },
    });
  });

  it('follows linear and segment addresses, and passes over start addresses', () => {
    const linear = read(
      record(4, 0, [0x08, 0]),
      record(0, 16, [7]),
      record(5, 0, [0, 0, 0, 1]),
      end,
    );
    expect(linear).toMatchObject({ ok: true, value: { address: 0x0800_0010 } });
    const segment = read(
      record(2, 0, [0x12, 0x34]),
      record(3, 0, [0, 0, 0, 1]),
      record(0, 1, [7]),
      end,
    );
    expect(segment).toMatchObject({ ok: true, value: { address: 0x12341 } });
  });

  it('goes on over a border of 64 KiB where addresses are linear', () => {
    const over = read(record(4, 0, [0, 1]), record(0, 0xffff, [1, 2]), end);
    expect(over).toMatchObject({ ok: true, value: { address: 0x1_ffff, bytes: { length: 2 } } });
  });

  it('takes text behind the end record', () => {
    expect(read(record(0, 0, [1]), end, '', '\x1a')).toMatchObject({ ok: true });
  });

  it('takes the line ends of every system, and empty lines', () => {
    const file = ascii(`${record(0, 0, [1])}\r\n\r\n${record(0, 1, [2])}\r${end}\r\n`);
    expect(readIntelHex(file)).toMatchObject({ ok: true, value: { bytes: Uint8Array.of(1, 2) } });
  });

  it.each([
    ['HEX_RECORD', 'a wrong checksum', [':0100000001FF', end]],
    [
      'HEX_RECORD',
      'a wrong count',
      [':020000000100FD', end].map((line) => line.replace('02', '03')),
    ],
    ['HEX_RECORD', 'an unknown type', [record(6, 0, []), end]],
    ['HEX_RECORD', 'a short address record', [record(4, 0, [8]), end]],
    [
      'HEX_RECORD',
      'data beyond 32 bits of address',
      [record(4, 0, [0xff, 0xff]), record(0, 0xffff, [1, 2]), end],
    ],
    ['HEX_RECORD', 'text', ['hello', end]],
    [
      'HEX_RECORD',
      'a second file behind the first',
      [record(0, 0, [1]), end, record(0, 1, [2]), end],
    ],
    ['HEX_RECORD', 'data over the end of a segment', [record(0, 0xffff, [1, 2]), end]],
    ['HEX_END', 'no end record', [record(0, 0, [1])]],
    ['FIRMWARE_EMPTY', 'no data', [end]],
    ['FIRMWARE_OVERLAP', 'a byte twice', [record(0, 0, [1, 2]), record(0, 1, [2]), end]],
    [
      'FIRMWARE_SPAN',
      'a stray address',
      [record(0, 0, [1]), record(4, 0, [0x10, 0]), record(0, 0, [1]), end],
    ],
  ])('refuses with %s: %s', (code, _, lines) => {
    expect(read(...lines)).toMatchObject({ ok: false, fault: { code } });
  });

  it('names the line of a bad record', () => {
    expect(read(record(0, 0, [1]), ':00')).toMatchObject({
      fault: { expected: expect.stringContaining('line 2') as string },
    });
  });
});
