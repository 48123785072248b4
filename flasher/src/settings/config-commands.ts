import { equalBytes, UsageError, type SettingChange } from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import { withSession } from '../commands/with-session.ts';
import type { Json } from '../output/event.ts';
import type { Finding } from '../output/reporter.ts';
import { readSigning, type Signing } from '../signing/signing.ts';
import {
  readSettings,
  writeSettings,
  type SettingBytes,
  type SettingsRun,
} from './device-settings.ts';
import {
  decodeSetting,
  encodeSetting,
  readSchema,
  ruleOf,
  type SettingSchema,
} from './setting-schema.ts';
import { settingTypes } from './setting-type.ts';
import { refuseUnknown } from './unknown-setting.ts';
import { changesFrom, readSettingsFile, writeSettingsFile } from './settings-file.ts';

/** The named settings of the device, or all that the schema has. */
export async function getSettings(
  context: CommandContext,
  names: readonly string[],
  options: Options,
): Promise<Finding> {
  const schema = await schemaFrom(context, options);
  const values = await readStep(context, options, names.length > 0 ? names : Object.keys(schema));
  const result = { settings: valueFacts(schema, values) };
  context.found(result);
  refuseUnknown(schema, names, values);
  return {
    text: [...values].map(([name, bytes]) => `${name} = ${shown(schema, name, bytes)}`),
    result,
  };
}

export async function exportSettings(
  context: CommandContext,
  file: string,
  options: Options,
): Promise<Finding> {
  const schema = await schemaFrom(context, options);
  const replace = options['force'] === true;
  await context.world.checkTarget(file, replace);
  const also = (options['name'] ?? []) as readonly string[];
  const values = await readStep(context, options, [...Object.keys(schema), ...also]);
  refuseUnknown(schema, also, values);
  const { text, names, leftOut } = writeSettingsFile(schema, values);
  await context.world.writeFile(file, new TextEncoder().encode(text), { secret: false, replace });
  return {
    text: [
      ...names.map((name) => `${name} = ${shown(schema, name, values.get(name))}`),
      ...leftOut.map((name) => `${name} is secret, and not in the file`),
      `Written ${file}`,
    ],
    result: { file, names: [...names], leftOut: [...leftOut] },
  };
}

/** What would change; changes nothing. */
export async function diffSettings(
  context: CommandContext,
  file: string,
  options: Options,
): Promise<Finding> {
  const schema = await schemaFrom(context, options);
  const changes = await changesIn(context, { file, schema, options });
  const values = await readStep(
    context,
    options,
    changes.map(({ name }) => name),
  );
  const differing = changes.filter((change) => differs(change, values));
  return {
    text:
      differing.length === 0
        ? ['No change: the device has these settings already']
        : differing.map((change) => changeLine(schema, change, values)),
    result: { changes: differing.map((change) => changeFact(schema, change, values)) },
  };
}

export async function importSettings(
  context: CommandContext,
  file: string,
  options: Options,
): Promise<Finding> {
  const schema = await schemaFrom(context, options);
  return bringAbout(context, options, {
    schema,
    changes: await changesIn(context, { file, schema, options }),
  });
}

/** `name=value` each; `name=` deletes nothing, `--delete` does. */
export async function setSettings(
  context: CommandContext,
  pairs: readonly string[],
  options: Options,
): Promise<Finding> {
  const schema = await schemaFrom(context, options);
  const changes: SettingChange[] = [];
  for (const pair of pairs) {
    // oxlint-disable-next-line no-await-in-loop -- a few values, some of them in files
    changes.push(await changeOf(context, schema, pair));
  }
  const deleted = ((options['delete'] ?? []) as readonly string[]).map((name) => ({ name }));
  const all = [...changes, ...deleted];
  const names = new Set(all.map(({ name }) => name));
  if (all.length === 0 || names.size < all.length) throw noPair(pairs.at(-1) ?? 'nothing');
  return bringAbout(context, options, { schema, changes: all });
}

async function changeOf(
  { world }: CommandContext,
  schema: SettingSchema,
  pair: string,
): Promise<SettingChange> {
  const at = pair.indexOf('=');
  if (at < 1) throw noPair(pair);
  const [name, text] = [pair.slice(0, at), pair.slice(at + 1)];
  if (!text.startsWith('@')) {
    if (ruleOf(schema, name).secret === true) throw inTheOpen(name);
    const typed = settingTypes[ruleOf(schema, name).type].parse(text);
    return { name, value: encodeSetting(schema, name, typed) };
  }
  // A value from a file is not seen by others who list the processes of the machine.
  const bytes = await world.readFile(text.slice(1));
  const typed = settingTypes[ruleOf(schema, name).type].parse(
    new TextDecoder().decode(bytes).replace(/\r?\n$/u, ''),
  );
  return { name, value: encodeSetting(schema, name, typed) };
}

interface Change {
  readonly schema: SettingSchema;
  readonly changes: readonly SettingChange[];
}

async function bringAbout(
  context: CommandContext,
  options: Options,
  { schema, changes }: Change,
): Promise<Finding> {
  const isSigned = ['key', 'cosign', 'reason'].every((name) => options[name] !== undefined);
  const signing = async (): Promise<Signing | undefined> =>
    isSigned ? readSigning(context, options) : undefined;
  return withSession(context, options, async (session, limits) => {
    const run: SettingsRun = { context, session, limits, signing };
    const names = changes.map(({ name }) => name);
    const before = await context.step('read', 'Reading the settings of the device', () =>
      readSettings(context, session, names),
    );
    const differing = changes.filter((one) => differs(one, before));
    const sequence = differing.length === 0 ? undefined : await writeSettings(run, differing);
    return {
      outcome: differing.length === 0 ? ('skipped' as const) : ('ok' as const),
      text: [
        ...differing.map((one) => changeLine(schema, one, before)),
        differing.length === 0
          ? 'No change: the device has these settings already'
          : `${differing.length} written and read back${sequence === undefined ? '' : `, as instruction ${sequence}`}`,
      ],
      result: {
        sequence: sequence ?? null,
        changes: differing.map((one) => changeFact(schema, one, before)),
      },
    };
  });
}

function schemaFrom({ world }: CommandContext, options: Options): Promise<SettingSchema> {
  return readSchema(world, options['schema'] as string | undefined);
}

function readStep(
  context: CommandContext,
  options: Options,
  names: readonly string[],
): Promise<SettingBytes> {
  return withSession(context, options, (session) =>
    context.step('read', 'Reading the settings of the device', () =>
      readSettings(context, session, names),
    ),
  );
}

async function changesIn(
  { world }: CommandContext,
  parts: { file: string; schema: SettingSchema; options: Options },
): Promise<readonly SettingChange[]> {
  const { file, schema, options } = parts;
  const only = options['only'] as readonly string[] | undefined;
  return changesFrom(schema, readSettingsFile(await world.readFile(file), file), only);
}

function differs({ name, value }: SettingChange, values: SettingBytes): boolean {
  const held = values.get(name);
  if (held === undefined || value === undefined) return held !== value;
  return !equalBytes(held, value);
}

function shown(schema: SettingSchema, name: string, bytes: Uint8Array | undefined): string {
  const { secret, unit } = ruleOf(schema, name);
  if (bytes === undefined) return '(none)';
  if (secret === true) return `(secret, ${bytes.length} bytes)`;
  const value = JSON.stringify(decodeSetting(schema, name, bytes));
  return unit === undefined ? value : `${value} ${unit}`;
}

function changeLine(schema: SettingSchema, one: SettingChange, before: SettingBytes): string {
  const { name, value } = one;
  const from = shown(schema, name, before.get(name));
  return `~ ${name}  ${from} -> ${shown(schema, name, value)}`;
}

function changeFact(schema: SettingSchema, one: SettingChange, before: SettingBytes): Json {
  const { name, value } = one;
  const fact = (bytes: Uint8Array | undefined) => valueFact(schema, name, bytes);
  return { name, from: fact(before.get(name)), to: fact(value) };
}

function valueFacts(schema: SettingSchema, values: SettingBytes): Json {
  return Object.fromEntries(
    [...values].map(([name, bytes]) => [name, valueFact(schema, name, bytes)]),
  );
}

function valueFact(schema: SettingSchema, name: string, bytes: Uint8Array | undefined): Json {
  if (bytes === undefined) return null;
  return ruleOf(schema, name).secret === true ? '(secret)' : decodeSetting(schema, name, bytes);
}

function inTheOpen(name: string): UsageError {
  return new UsageError({
    code: 'CONFIG_SECRET',
    expected: `${name} out of a file, because it is secret: ${name}=@FILE`,
    came: 'it stands on the command line, which every process of this machine can read',
    next: 'put it into a file that only you can read, and choose another value',
  });
}

function noPair(came: string): UsageError {
  return new UsageError({
    code: 'CONFIG_PAIR',
    expected: 'each setting once, as name=value',
    came: `"${came.split('=')[0] ?? ''}" is not`,
    next: 'see "flasher config set --help"',
  });
}
