import { equalBytes } from '../../bytes.ts';
import { DataError } from '../../errors.ts';
import type { RequestOptions, SmpClient } from './client.ts';
import {
  Setting,
  SettingDelete,
  SettingsCommit,
  SettingsStorage,
} from '../groups/settings-group.ts';
import { SmpGroup } from '../header.ts';
import { SmpRefusal } from './refusal.ts';
import { SettingsError } from '../errors/settings-errors.ts';

/** A setting and its new value; without a value it is deleted. */
export interface SettingChange {
  readonly name: string;
  readonly value?: Uint8Array;
}

export interface AppliedSetting extends SettingChange {
  /** Whether the device gave back what was written; some settings can be written and not read. */
  readonly readBack: 'equal' | 'unreadable';
}

/** The value of a setting; undefined when there is none of this name. */
export async function readSetting(
  client: SmpClient,
  name: string,
  options: RequestOptions = {},
): Promise<Uint8Array | undefined> {
  try {
    const phase = `reading the setting ${name}`;
    return (await client.request(Setting.read, { name }, { phase, ...options })).val;
  } catch (error) {
    if (isSettingsError(error, [SettingsError.keyNotFound])) return undefined;
    throw error;
  }
}

/**
 * Writes and deletes settings, commits and saves them, and reads every one back: a device that says
 * yes has not yet done it. The first refusal ends it before the commit, and names the setting.
 * Throws {@link SmpRefusal}, and {@link DataError} `SMP_SETTING_DIFFERS` when the device has
 * another value than it was given.
 */
export async function applySettings(
  client: SmpClient,
  changes: readonly SettingChange[],
  options: RequestOptions = {},
): Promise<readonly AppliedSetting[]> {
  // In their order, so that a refusal leaves the later ones alone.
  /* oxlint-disable no-await-in-loop */
  for (const { name, value } of changes) {
    const phase = `the setting ${name}`;
    if (value === undefined) {
      // Gone is what was wanted; after a lost answer the second try finds nothing to delete.
      const answer = client.request(SettingDelete.write, { name }, { ...options, phase });
      await unless(SettingsError.keyNotFound, answer);
    } else {
      await client.request(Setting.write, { name, val: value }, { ...options, phase });
    }
  }
  await client.request(SettingsCommit.write, {}, options);
  // Firmware that saves at each write refuses to save on request; that is as good.
  await unless(SettingsError.saveNotSupported, client.request(SettingsStorage.save, {}, options));
  const applied: AppliedSetting[] = [];
  for (const change of changes) applied.push(await readBack(client, change, options));
  /* oxlint-enable no-await-in-loop */
  return applied;
}

/** Waits for an answer; this one refusal is as good. */
async function unless(code: SettingsError, answer: Promise<unknown>): Promise<void> {
  try {
    await answer;
  } catch (error) {
    if (!isSettingsError(error, [code])) throw error;
  }
}

async function readBack(
  client: SmpClient,
  change: SettingChange,
  options: RequestOptions,
): Promise<AppliedSetting> {
  const { name, value } = change;
  try {
    const there = await readSetting(client, name, options);
    const isSame =
      there === undefined || value === undefined ? there === value : equalBytes(there, value);
    if (isSame) return { ...change, readBack: 'equal' };
  } catch (error) {
    const unreadable = [SettingsError.readNotSupported, SettingsError.rootKeyNotFound];
    if (isSettingsError(error, unreadable)) return { ...change, readBack: 'unreadable' };
    throw error;
  }
  throw new DataError({
    code: 'SMP_SETTING_DIFFERS',
    expected: `the device to keep the setting ${name} as it was written`,
    came: 'it gives another value back',
    next: 'read the settings of the device before you rely on them',
  });
}

function isSettingsError(error: unknown, codes: readonly SettingsError[]): boolean {
  return error instanceof SmpRefusal && codes.some((code) => error.is(SmpGroup.settings, code));
}
