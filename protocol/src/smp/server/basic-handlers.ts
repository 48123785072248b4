import { StorageErase } from '../groups/basic-group.ts';
import { handleCommand, type SmpFailure, type SmpHandler } from './handler.ts';

/** What group 63 asks a device. */
export interface BasicDevice {
  eraseStorage(): SmpFailure | undefined;
}

export function basicHandlers(device: BasicDevice): readonly SmpHandler[] {
  return [handleCommand(StorageErase.write, () => device.eraseStorage() ?? {})];
}
