import {
  decodeInstructionBody,
  settingsFailure,
  SettingsError,
  type SettingsStore,
  type SmpFailure,
} from '@feierabend/protocol';

/** Settings of a board, in use after a commit and kept after a save. */
export class FakeSettings implements SettingsStore {
  readonly saved = new Map<string, Uint8Array>();
  /** Says yes to a write, and keeps the old value. */
  forgets = '';
  private values = new Map<string, Uint8Array>();

  readSetting(name: string): Uint8Array | SmpFailure {
    return this.values.get(name) ?? settingsFailure(SettingsError.keyNotFound);
  }

  writeSetting(name: string, value: Uint8Array): undefined {
    if (name !== this.forgets) this.values.set(name, value.slice());
  }

  deleteSetting(name: string): SmpFailure | undefined {
    return this.values.delete(name) ? undefined : settingsFailure(SettingsError.keyNotFound);
  }

  commitSettings(): undefined {}

  loadSettings(): undefined {
    this.values = new Map(this.saved);
  }

  saveSettings(): undefined {
    this.saved.clear();
    for (const [name, value] of this.values) this.saved.set(name, value);
  }

  /** Carries out a signed instruction. */
  obey(body: Uint8Array): void {
    const decoded = decodeInstructionBody('settings', body);
    if (!decoded.ok) return;
    for (const { name, value } of decoded.value.entries) {
      if (value === undefined) this.values.delete(name);
      else this.writeSetting(name, value);
    }
    this.saveSettings();
  }
}
