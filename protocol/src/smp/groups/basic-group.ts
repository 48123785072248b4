import { writeCommand } from '../command.ts';
import { SmpGroup } from '../header.ts';
import { EmptyMap } from './os-group.ts';

/**
 * Erases the storage partition. A tracker that is provisioned refuses it: settings, policy and
 * journal live there.
 */
export const StorageErase = {
  write: writeCommand({
    group: SmpGroup.basic,
    id: 0,
    name: 'erase the storage',
    request: EmptyMap,
    response: EmptyMap,
  }),
};
