import type { SmpCommand } from '../command.ts';
import { StorageErase } from '../groups/basic-group.ts';
import { FileTransfer } from '../groups/file-group.ts';
import { DateTime } from '../groups/os-information.ts';
import {
  Setting,
  SettingDelete,
  SettingsCommit,
  SettingsStorage,
} from '../groups/settings-group.ts';
import { protocolFailure, type SmpHandler } from './handler.ts';
import { McumgrError } from '../errors/mcumgr-errors.ts';

type CommandKey = Pick<SmpCommand<never, never>, 'group' | 'id' | 'op'>;

/**
 * The commands that could change what is captured, how time is trusted or what is stored, and carry
 * no signature. Loading the settings is one: it drops what is in use.
 */
export const unsignedChanges: readonly CommandKey[] = [
  DateTime.write,
  Setting.write,
  SettingDelete.write,
  SettingsCommit.write,
  SettingsStorage.load,
  SettingsStorage.save,
  FileTransfer.write,
  StorageErase.write,
];

/**
 * The same handlers, that refuse every unsigned change with ACCESSDENIED while the device is
 * locked.
 */
export function lockedHandlers(
  handlers: readonly SmpHandler[],
  isLocked: () => boolean,
): readonly SmpHandler[] {
  return handlers.map((handler) => {
    const { group, id, op } = handler;
    const isChange = unsignedChanges.some(
      (change) => change.group === group && change.id === id && change.op === op,
    );
    if (!isChange) return handler;
    return {
      group,
      id,
      op,
      answer: (payload, context) =>
        isLocked() ? protocolFailure(McumgrError.accessDenied) : handler.answer(payload, context),
    };
  });
}
