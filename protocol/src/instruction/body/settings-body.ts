import { arrayOf, at, bstr, optional, text } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import { always, bodyKind } from './body-kind.ts';

export const settingsLimits = {
  entriesMax: 32,
  nameCharactersMax: 64,
  valueBytesMax: 512,
} as const;

export const SettingMap = cborMap(
  'Setting',
  {
    name: at(1, text('as in SMP group 3', { max: settingsLimits.nameCharactersMax })),
    value: at(
      2,
      optional(bstr('as in SMP group 3; absent deletes it', { max: settingsLimits.valueBytesMax })),
    ),
  },
  { keys: 'integer', closed: true },
);

export const SettingsBodyMap = cborMap(
  'SettingsBody',
  {
    entries: at(
      1,
      arrayOf(SettingMap, 'all are written, or none', { itemsMax: settingsLimits.entriesMax }),
    ),
  },
  { keys: 'integer', closed: true },
);
export type SettingsBody = Parameters<typeof SettingsBodyMap.encode>[0];

/**
 * `settings`: what the unsigned settings group of SMP writes on a device without a tenant. A device
 * cannot tell what a setting does to whoever carries it, so every one counts as loosening.
 */
export const settingsBody = bodyKind(SettingsBodyMap, {
  parts: [SettingMap],
  needsSecond: always,
  broken({ entries }) {
    if (entries.length === 0) return 'at least one setting';
    if (!entries.every(({ name }) => isSettingName(name))) {
      return 'names of small letters, digits, dots, dashes and underscores between slashes';
    }
    const names = new Set(entries.map(({ name }) => name));
    return names.size === entries.length ? undefined : 'every setting once';
  },
});

function isSettingName(name: string): boolean {
  return /^[a-z0-9][a-z0-9_.-]*(?:\/[a-z0-9_.-]+)*$/u.test(name);
}
