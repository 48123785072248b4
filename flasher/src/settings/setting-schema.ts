import { DataError, equalBytes, fromHex, toHex, UsageError } from '@feierabend/protocol';
import { parseDocument } from 'yaml';

import type { World } from '../command.ts';
import { settingTypes, type SettingTypeName, type SettingValue } from './setting-type.ts';

/** What is known of a setting; on the wire it is bytes without a type. */
export interface SettingRule {
  readonly type: SettingTypeName;
  /** For people: `s`, `m`, `mV`. */
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  /** Never printed, never exported. */
  readonly secret?: boolean;
  readonly doc?: string;
}

export type SettingSchema = Readonly<Record<string, SettingRule>>;

/** The settings of our own firmware: docs/firmware/instructions.md. */
const ownSchema: SettingSchema = {
  'device/label': { type: 'text', doc: 'what people call the device' },
  'device/groups': { type: 'names', doc: 'groups of the tenant that it belongs to' },
  'serial/boot-text': { type: 'switch', doc: 'whether the serial port tells of boots in words' },
};

const ruleKeys = new Set(['type', 'unit', 'min', 'max', 'secret', 'doc']);
const isName = (name: string) => /^[a-z0-9][a-z0-9_.-]*(?:\/[a-z0-9_.-]+)*$/iu.test(name);

/** Our own schema, or that of another board out of a file. */
export async function readSchema(world: World, file: string | undefined): Promise<SettingSchema> {
  if (file === undefined) return ownSchema;
  const text = new TextDecoder().decode(await world.readFile(file));
  const document = parseDocument(text, { schema: 'core' });
  const value: unknown = document.errors.length > 0 ? undefined : document.toJS();
  if (typeof value !== 'object' || value === null) throw unfit(file, 'it is no map of settings');
  const entries = Object.entries(value as Record<string, unknown>);
  for (const [name, rule] of entries) {
    if (!isName(name) || !isRule(rule)) throw unfit(file, `the rule of ${name} has another form`);
  }
  return Object.fromEntries(entries) as SettingSchema;
}

function isRule(value: unknown): value is SettingRule {
  if (typeof value !== 'object' || value === null) return false;
  const { type, min = 0, max = 0 } = value as SettingRule;
  const isKnown = Object.keys(value).every((key) => ruleKeys.has(key));
  return isKnown && type in settingTypes && [min, max].every((limit) => Number.isInteger(limit));
}

/** A setting that no schema has is bytes. */
export function ruleOf(schema: SettingSchema, name: string): SettingRule {
  return schema[name] ?? { type: 'bytes' };
}

/** The bytes of a value; ends with what the schema asks for. The value itself is not repeated. */
export function encodeSetting(schema: SettingSchema, name: string, value: unknown): Uint8Array {
  const { type, min, max, unit } = ruleOf(schema, name);
  const bytes = hexOf(value) ?? settingTypes[type].encode(value);
  const isInside =
    typeof value !== 'number' || ((min ?? value) <= value && value <= (max ?? value));
  if (bytes !== undefined && isInside) return bytes;
  const range = min === undefined && max === undefined ? '' : ` from ${min ?? ''} to ${max ?? ''}`;
  throw new UsageError({
    code: 'CONFIG_VALUE',
    expected: `${settingTypes[type].words}${range}${unit === undefined ? '' : ` ${unit}`} for ${name}`,
    came: 'the value is something else',
    next: 'correct the value; nothing was written',
  });
}

/** What a person reads, and what comes back as the same bytes; `hex` where the type cannot say it. */
export function decodeSetting(
  schema: SettingSchema,
  name: string,
  bytes: Uint8Array,
): SettingValue {
  const type = settingTypes[ruleOf(schema, name).type];
  const decoded = type.decode(bytes);
  const again = type.encode(decoded);
  const isSame = again !== undefined && equalBytes(again, bytes);
  return isSame && decoded !== undefined ? decoded : { hex: toHex(bytes) };
}

function hexOf(value: unknown): Uint8Array | undefined {
  const { hex } = (typeof value === 'object' && value !== null ? value : {}) as { hex?: unknown };
  return typeof hex === 'string' ? fromHex(hex) : undefined;
}

function unfit(file: string, came: string): DataError {
  return new DataError({
    code: 'CONFIG_SCHEMA',
    expected: `${file} to say of each setting: type, and unit, min, max, secret, doc`,
    came,
    next: `compare it with docs/flasher.md; types are ${Object.keys(settingTypes).join(', ')}`,
  });
}
