import { fromHex, isPlaceName, toHex } from '@feierabend/protocol';

/** What stands in a settings file and on the command line. */
export type SettingValue = string | number | boolean | readonly string[] | { readonly hex: string };

/** How a value looks to people, and which bytes it is on the wire. */
export interface SettingType {
  /** Undefined when the value is none of this type. */
  encode(value: unknown): Uint8Array | undefined;
  decode(bytes: Uint8Array): SettingValue | undefined;
  /** A value as it is typed. */
  parse(text: string): unknown;
  readonly words: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

const textType: SettingType = {
  encode: (value) => (typeof value === 'string' ? new TextEncoder().encode(value) : undefined),
  decode: readText,
  parse: (text) => text,
  words: 'a text',
};

const namesType: SettingType = {
  encode(value) {
    if (!Array.isArray(value)) return undefined;
    const names: readonly unknown[] = value;
    const areNames = names.every((name) => typeof name === 'string' && isPlaceName(name));
    return areNames ? new TextEncoder().encode(names.join(',')) : undefined;
  },
  decode(bytes) {
    const text = readText(bytes);
    return text === '' ? [] : text?.split(',');
  },
  parse: (text) => (text === '' ? [] : text.split(',').map((name) => name.trim())),
  words: 'names with commas between them',
};

const switchType: SettingType = {
  encode: (value) => (typeof value === 'boolean' ? Uint8Array.of(value ? 1 : 0) : undefined),
  decode: ([first, ...rest]) =>
    rest.length === 0 && (first === 0 || first === 1) ? first === 1 : undefined,
  parse: (text) =>
    ({ yes: true, true: true, '1': true, no: false, false: false, '0': false })[text],
  words: 'yes or no',
};

const bytesType: SettingType = {
  encode: (value) => (typeof value === 'string' ? fromHex(value) : undefined),
  decode: (bytes) => toHex(bytes),
  parse: (text) => text,
  words: 'bytes in hexadecimal',
};

/** Whole numbers as microcontrollers keep them: the lowest byte first. */
function numberType(sizeBytes: 1 | 2 | 4, isSigned: boolean): SettingType {
  const span = 2 ** (8 * sizeBytes);
  const [min, max] = isSigned ? [-span / 2, span / 2 - 1] : [0, span - 1];
  return {
    encode(value) {
      if (typeof value !== 'number' || !Number.isInteger(value)) return undefined;
      if (value < min || value > max) return undefined;
      const bytes = Buffer.alloc(sizeBytes);
      bytes.writeUIntLE(value < 0 ? value + span : value, 0, sizeBytes);
      return new Uint8Array(bytes);
    },
    decode(bytes) {
      if (bytes.length !== sizeBytes) return undefined;
      const value = Buffer.from(bytes).readUIntLE(0, sizeBytes);
      return isSigned && value > max ? value - span : value;
    },
    parse: (text) => (/^-?\d+$/u.test(text) ? Number(text) : undefined),
    words: `a whole number from ${min} to ${max}`,
  };
}

export const settingTypes = {
  text: textType,
  names: namesType,
  switch: switchType,
  bytes: bytesType,
  u8: numberType(1, false),
  u16: numberType(2, false),
  u32: numberType(4, false),
  i32: numberType(4, true),
} as const satisfies Readonly<Record<string, SettingType>>;
export type SettingTypeName = keyof typeof settingTypes;

function readText(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
