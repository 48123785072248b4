import {
  Setting,
  SettingDelete,
  SettingsCommit,
  SettingsStorage,
} from '../groups/settings-group.ts';
import { groupFailure, handleCommand, type SmpFailure, type SmpHandler } from './handler.ts';
import { SmpGroup } from '../header.ts';
import { SettingsError } from '../errors/settings-errors.ts';

/** What group 3 asks a device. Values are bytes; only the firmware that owns them knows more. */
export interface SettingsStore {
  readSetting(name: string): Uint8Array | SmpFailure;
  /** Takes a value that is not in use before {@link SettingsStore.commitSettings}. */
  writeSetting(name: string, value: Uint8Array): SmpFailure | undefined;
  deleteSetting(name: string): SmpFailure | undefined;
  commitSettings(): SmpFailure | undefined;
  /** Reads everything from storage again. */
  loadSettings(): SmpFailure | undefined;
  /** Writes everything, or one part of the tree, to storage. */
  saveSettings(subtree: string | undefined): SmpFailure | undefined;
}

export interface SettingsLimits {
  /** Longest name; Zephyr takes 32 bytes (`CONFIG_MCUMGR_GRP_SETTINGS_NAME_LEN`). */
  readonly nameBytesMax: number;
  /** Longest value that is given. */
  readonly valueBytesMax: number;
}

const zephyrLimits: SettingsLimits = { nameBytesMax: 32, valueBytesMax: 256 };

/** A refusal with a code of group 3. */
export function settingsFailure(code: SettingsError): SmpFailure {
  return groupFailure(SmpGroup.settings, code);
}

export function settingsHandlers(
  store: SettingsStore,
  limits: SettingsLimits = zephyrLimits,
): readonly SmpHandler[] {
  const tooLong = (name: string) =>
    new TextEncoder().encode(name).length > limits.nameBytesMax
      ? settingsFailure(SettingsError.keyTooLong)
      : undefined;
  return [
    handleCommand(Setting.read, ({ name, max_size: wanted }) => {
      const val = tooLong(name) ?? store.readSetting(name);
      if (!(val instanceof Uint8Array)) return val;
      const bytesMax = Math.min(wanted ?? Infinity, limits.valueBytesMax);
      const isLess = wanted !== undefined && wanted > limits.valueBytesMax;
      return {
        val: val.subarray(0, bytesMax),
        ...(isLess ? { max_size: limits.valueBytesMax } : {}),
      };
    }),
    handleCommand(
      Setting.write,
      ({ name, val }) => tooLong(name) ?? store.writeSetting(name, val) ?? {},
    ),
    handleCommand(
      SettingDelete.write,
      ({ name }) => tooLong(name) ?? store.deleteSetting(name) ?? {},
    ),
    handleCommand(SettingsCommit.write, () => store.commitSettings() ?? {}),
    handleCommand(SettingsStorage.load, () => store.loadSettings() ?? {}),
    handleCommand(SettingsStorage.save, ({ name }) => store.saveSettings(name) ?? {}),
  ];
}
