import { isPlaceName } from '@feierabend/protocol';

export interface DeviceSetting {
  readonly doc: string;
  /** Whether a value has the form of this setting. */
  readonly accepts: (value: Uint8Array) => boolean;
  /** What holds while nothing was set. */
  readonly initial: Uint8Array;
}

const groupsMax = 16;

/**
 * The settings of this firmware, by their names. None of them changes what is captured: that is what policies are for.
 */
export const deviceSettings: Readonly<Record<string, DeviceSetting>> = {
  'device/label': {
    doc: 'what people call the device: 0 to 64 bytes of UTF-8 without control characters',
    accepts: (value) => value.length <= 64 && !/\p{Cc}/u.test(textOf(value) ?? '\0'),
    initial: new Uint8Array(),
  },
  'device/groups': {
    doc: `groups of the tenant that the device belongs to: 0 to ${groupsMax} names with commas between them`,
    accepts(value) {
      const names = groupsOf(value);
      return (
        textOf(value) !== undefined &&
        names.length <= groupsMax &&
        new Set(names).size === names.length &&
        names.every(isPlaceName)
      );
    },
    initial: new Uint8Array(),
  },
  'serial/boot-text': {
    doc: 'one byte: 1 when the serial port tells of boots in words, else 0',
    accepts: (value) => value.length === 1 && (value[0] ?? 2) <= 1,
    initial: Uint8Array.of(1),
  },
};

/** The names in a value of `device/groups`. */
export function groupsOf(value: Uint8Array): readonly string[] {
  const text = textOf(value) ?? '';
  return text === '' ? [] : text.split(',');
}

function textOf(value: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(value);
  } catch {
    return undefined;
  }
}
