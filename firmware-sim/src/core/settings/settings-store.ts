import {
  settingsFailure,
  SettingsBodyMap,
  SettingsError,
  type SettingsBody,
  type SettingsStore,
  type SmpFailure,
} from '@feierabend/protocol';

import { flashMap } from '../storage/flash-map.ts';
import { LatestCell } from '../storage/latest-cell.ts';
import type { Flash } from '../ports.ts';
import { deviceSettings } from './device-settings.ts';

type Values = ReadonlyMap<string, Uint8Array>;

const none: Values = new Map();

export interface SettingsRam {
  readonly inUse: Values;
  readonly written: Values;
}

/**
 * The settings: in flash, in use, and written but not yet committed (SMP group 3). A change of several is one record in
 * flash, so power leaves all of them or none.
 */
export class DeviceSettings implements SettingsStore {
  readonly #cell: LatestCell;
  #inUse: Values = none;
  #written: Values = none;

  constructor(flash: Flash, ram?: SettingsRam) {
    this.#cell = new LatestCell(flash, flashMap.settings);
    if (ram === undefined) this.loadSettings();
    else [this.#inUse, this.#written] = [ram.inUse, ram.written];
  }

  /** Undefined where flash did not take them. */
  get ram(): SettingsRam | undefined {
    if (this.#cell.failures > 0) return undefined;
    return { inUse: this.#inUse, written: this.#written };
  }

  /** What is in use; a setting that was never set, or does not read, has its initial value. */
  value(name: keyof typeof deviceSettings): Uint8Array {
    return this.#inUse.get(name) ?? deviceSettings[name]?.initial ?? new Uint8Array();
  }

  /** Whether every entry of a signed change is a setting of this firmware with a value of its form. */
  accepts({ entries }: SettingsBody): boolean {
    return entries.every(({ name, value }) => {
      const setting = settingOf(name);
      return setting !== undefined && (value === undefined || setting.accepts(value));
    });
  }

  /** Carries out a signed change: stored and in use, all of it or nothing. */
  change({ entries }: SettingsBody): boolean {
    const next = new Map(this.#inUse);
    for (const { name, value } of entries) {
      if (value === undefined) next.delete(name);
      else next.set(name, value);
    }
    if (!this.#store(next)) return false;
    this.#inUse = next;
    this.#written = next;
    return true;
  }

  readSetting(name: string): Uint8Array | SmpFailure {
    const setting = settingOf(name);
    if (setting === undefined) return settingsFailure(SettingsError.keyNotFound);
    return this.#inUse.get(name) ?? setting.initial;
  }

  writeSetting(name: string, value: Uint8Array): SmpFailure | undefined {
    const setting = settingOf(name);
    if (setting === undefined) return settingsFailure(SettingsError.keyNotFound);
    if (!setting.accepts(value)) return settingsFailure(SettingsError.writeNotSupported);
    this.#written = new Map([...this.#written, [name, value.slice()]]);
    return undefined;
  }

  deleteSetting(name: string): SmpFailure | undefined {
    if (settingOf(name) === undefined) return settingsFailure(SettingsError.keyNotFound);
    this.#written = new Map([...this.#written].filter(([other]) => other !== name));
    return undefined;
  }

  commitSettings(): undefined {
    this.#inUse = this.#written;
  }

  loadSettings(): undefined {
    const bytes = this.#cell.read();
    const stored = bytes === undefined ? undefined : SettingsBodyMap.decode(bytes);
    const entries = stored?.ok === true ? stored.value.entries : [];
    const values = entries.flatMap(({ name, value }): [string, Uint8Array][] =>
      value !== undefined && settingOf(name)?.accepts(value) === true ? [[name, value]] : [],
    );
    this.#inUse = values.length === 0 ? none : new Map(values);
    this.#written = this.#inUse;
  }

  saveSettings(subtree: string | undefined): SmpFailure | undefined {
    const isKnown = subtree === undefined || subtree === '' || isSubtree(subtree);
    if (!isKnown) return settingsFailure(SettingsError.rootKeyNotFound);
    // The record is small and whole: a part of the tree is saved with the rest.
    return this.#store(this.#inUse) ? undefined : settingsFailure(SettingsError.unknown);
  }

  #store(values: Values): boolean {
    const entries = [...values].map(([name, value]) => ({ name, value }));
    return this.#cell.write(SettingsBodyMap.encode({ entries }));
  }
}

function settingOf(name: string) {
  return Object.hasOwn(deviceSettings, name) ? deviceSettings[name] : undefined;
}

function isSubtree(subtree: string): boolean {
  return Object.keys(deviceSettings).some(
    (name) => name === subtree || name.startsWith(`${subtree}/`),
  );
}
