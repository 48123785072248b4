import { describe, expect, expectTypeOf, test } from 'vitest';

import { InternalError, UsageError } from '../errors.ts';
import { fromHex, toHex } from '../bytes.ts';
import { bytes, i32, literal, nested, rest, u16, u32, u64, u8 } from './fields.ts';
import type { Infer } from './infer.ts';
import { opened } from './opened.suite.ts';
import { struct } from './struct.ts';

const hex = (text: string) => fromHex(text) ?? new Uint8Array();

const Version = struct('Version', 'little', {
  major: u8('major'),
  minor: u8('minor'),
  revision: u16('revision'),
  build: u32('build'),
});
type Version = Infer<typeof Version>;

const Everything = struct('Everything', 'big', {
  magic: literal(u32, 0x96f3b83d, 'marks the format'),
  signed: i32('two complement'),
  wide: u64('up to 2^53 - 1'),
  key: bytes(4, 'four bytes'),
  version: nested(Version, 'little inside of big'),
  tail: rest('what remains'),
});

const sample = {
  signed: -2,
  wide: 0x0001_0002_0003_0004,
  key: hex('01020304'),
  version: { major: 1, minor: 2, revision: 0x0304, build: 0x05060708 },
  tail: hex('ff'),
};
const sampleHex = '96f3b83dfffffffe0001000200030004010203040102040308070605ff';

test('one value is type, encoder and decoder', () => {
  expectTypeOf<Version>().toEqualTypeOf<{
    readonly major: number;
    readonly minor: number;
    readonly revision: number;
    readonly build: number;
  }>();
  const value: Version = { major: 1, minor: 2, revision: 3, build: 4 };
  expect(toHex(Version.encode(value))).toBe('0102030004000000');
  expect(Version.decode(hex('0102030004000000'))).toEqual({
    ok: true,
    value: { value, bytesRead: 8 },
  });
  expect(Version.sizeBytes).toBe(8);
});

test('every kind of field goes to its bytes and back', () => {
  expect(toHex(Everything.encode(sample))).toBe(sampleHex);
  expect(Everything.decode(hex(sampleHex))).toEqual({
    ok: true,
    value: { value: sample, bytesRead: 29 },
  });
});

test('a struct of fixed size reads its bytes and says how many they were', () => {
  expect(Version.decode(hex('0102030004000000eeee'))).toMatchObject({ value: { bytesRead: 8 } });
});

describe('faults', () => {
  test('the end of input and a truncation are different', () => {
    expect(Version.decode(hex(''))).toMatchObject({ ok: false, fault: { code: 'SCHEMA_END' } });
    for (let length = 1; length < 8; length += 1) {
      const read = Version.decode(new Uint8Array(length));
      expect(read).toMatchObject({ ok: false, fault: { code: 'SCHEMA_TRUNCATED' } });
    }
  });

  test('a wrong constant is named', () => {
    const read = Everything.decode(hex(sampleHex.replace('96f3', '96f4')));
    const came = 'field magic was not its constant (u32 = 0x96f3b83d)';
    expect(read).toMatchObject({ ok: false, fault: { code: 'SCHEMA_LITERAL', came } });
  });

  test('a number that a plain number cannot carry is refused', () => {
    const Wide = struct('Wide', 'big', { at: u64('') });
    expect(Wide.decode(hex('001fffffffffffff'))).toMatchObject({ ok: true });
    expect(Wide.decode(hex('0020000000000000'))).toMatchObject({
      ok: false,
      fault: { code: 'SCHEMA_RANGE' },
    });
  });

  test.each([
    ['above', { major: 256, minor: 0, revision: 0, build: 0 }, 'major'],
    ['below', { major: -1, minor: 0, revision: 0, build: 0 }, 'major'],
    ['a fraction', { major: 0, minor: 0.5, revision: 0, build: 0 }, 'minor'],
    ['not a number', { major: 0, minor: 0, revision: Number.NaN, build: 0 }, 'revision'],
    ['too wide', { major: 0, minor: 0, revision: 0, build: 2 ** 32 }, 'build'],
  ])('a value that is %s is refused before it is encoded', (_, value, field) => {
    expect(() => Version.encode(value)).toThrow(UsageError);
    expect(() => Version.encode(value)).toThrow(`in Version field ${field} to be a whole number`);
  });

  test('bytes of another length are refused, also inside of a nested struct', () => {
    expect(() => Everything.encode({ ...sample, key: hex('01') })).toThrow('exactly 4 bytes');
    const version = { ...sample.version, major: 300 };
    expect(() => Everything.encode({ ...sample, version })).toThrow(
      'field version to be field major',
    );
  });

  test('a field of open length is only allowed at the end', () => {
    const wrong = () => struct('Wrong', 'big', { tail: rest(''), after: u8('') });
    expect(wrong).toThrow(InternalError);
    expect(() => Everything.sizeBytes).toThrow(InternalError);
  });
});

test('a value does not change when the input is used again, and is no Buffer', () => {
  const input = Buffer.from(sampleHex, 'hex');
  const read = Everything.decode(input);
  input.fill(0);
  const { value } = opened(read);
  expect(value).toEqual(sample);
  expect(Object.getPrototypeOf(value.key)).toBe(Uint8Array.prototype);
});

test('input that starts inside of a larger buffer is read from its own start', () => {
  const input = hex(`eeee${sampleHex}`).subarray(2);
  expect(Everything.decode(input)).toMatchObject({ ok: true, value: { value: sample } });
});
