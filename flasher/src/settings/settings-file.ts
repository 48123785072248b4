import { DataError, type SettingChange } from '@feierabend/protocol';
import { Document, parseDocument } from 'yaml';

import { decodeSetting, encodeSetting, ruleOf, type SettingSchema } from './setting-schema.ts';
import type { SettingBytes } from './device-settings.ts';
import type { SettingValue } from './setting-type.ts';

const format = 'settings/1';

/** Settings in a file: values by name, null where the device had none. */
export type SettingsFile = Readonly<Record<string, SettingValue | null>>;

/** Everything that can be brought back, and a list of what is kept out because it is secret. */
export function writeSettingsFile(
  schema: SettingSchema,
  values: SettingBytes,
): {
  readonly text: string;
  readonly names: readonly string[];
  readonly leftOut: readonly string[];
} {
  const all = [...values.keys()];
  const leftOut = all.filter((name) => ruleOf(schema, name).secret === true);
  const names = all.filter((name) => !leftOut.includes(name));
  const settings = Object.fromEntries(
    names.map((name) => {
      const bytes = values.get(name);
      return [name, bytes === undefined ? null : decodeSetting(schema, name, bytes)];
    }),
  );
  const document = new Document({ feierabend: format, settings, leftOut });
  return { text: document.toString({ lineWidth: 0 }), names, leftOut };
}

export function readSettingsFile(bytes: Uint8Array, file: string): SettingsFile {
  const document = parseDocument(new TextDecoder().decode(bytes), { schema: 'core' });
  const value = document.errors.length > 0 ? undefined : (document.toJS() as unknown);
  const fields = (typeof value === 'object' && value !== null ? value : {}) as {
    readonly feierabend?: unknown;
    readonly settings?: unknown;
  };
  const { settings } = fields;
  if (fields.feierabend === format && typeof settings === 'object' && settings !== null) {
    return settings as SettingsFile;
  }
  throw new DataError({
    code: 'CONFIG_FILE',
    expected: `${file} to be exported settings, ${format}`,
    came: 'it is something else',
    next: 'name a file that "flasher config export" wrote',
  });
}

/** The changes that a file asks for; null deletes. */
export function changesFrom(
  schema: SettingSchema,
  settings: SettingsFile,
  only: readonly string[] | undefined,
): readonly SettingChange[] {
  const unknown = only?.find((name) => !(name in settings));
  if (unknown !== undefined) {
    throw new DataError({
      code: 'CONFIG_FILE',
      expected: `${unknown} to stand in the file`,
      came: 'it does not',
      next: 'name settings that the file has',
    });
  }
  return Object.entries(settings)
    .filter(([name]) => only === undefined || only.includes(name))
    .map(([name, value]) =>
      value === null ? { name } : { name, value: encodeSetting(schema, name, value) },
    );
}
