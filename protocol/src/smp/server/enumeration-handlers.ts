import { EnumerationError } from '../errors/enumeration-errors.ts';
import { GroupAt, GroupCount, GroupDetails, GroupList } from '../groups/enumeration-group.ts';
import { groupFailure, handleCommand, type SmpHandler } from './handler.ts';
import { SmpGroup } from '../header.ts';

/** The names that Zephyr gives its groups, and ours. */
const groupNames: Readonly<Record<number, string>> = {
  [SmpGroup.os]: 'os mgmt',
  [SmpGroup.image]: 'img mgmt',
  [SmpGroup.statistics]: 'stat mgmt',
  [SmpGroup.settings]: 'settings mgmt',
  [SmpGroup.files]: 'fs mgmt',
  [SmpGroup.shell]: 'shell mgmt',
  [SmpGroup.enumeration]: 'enum mgmt',
  [SmpGroup.basic]: 'zephyr basic mgmt',
  [SmpGroup.tracker]: 'feierabend tracker',
};

/** The commands of group 10, which tell what the other handlers of a server make of it. */
export function enumerationHandlers(others: readonly SmpHandler[]): readonly SmpHandler[] {
  const commands = new Map<number, Set<number>>();
  const add = (group: number, id: number) =>
    commands.set(group, (commands.get(group) ?? new Set()).add(id));
  for (const { group, id } of others) add(group, id);
  for (const { read } of [GroupCount, GroupList, GroupAt, GroupDetails]) add(read.group, read.id);
  const groups = [...commands.keys()].toSorted((a, b) => a - b);
  const detailOf = (group: number) => {
    const name = groupNames[group];
    const handlers = commands.get(group)?.size ?? 0;
    return { group, ...(name === undefined ? {} : { name }), handlers };
  };
  return [
    handleCommand(GroupCount.read, () => ({ count: groups.length })),
    handleCommand(GroupList.read, () => ({ groups })),
    handleCommand(GroupAt.read, ({ index = 0 }) => {
      const group = groups[index];
      if (group === undefined) {
        return groupFailure(SmpGroup.enumeration, EnumerationError.indexTooLarge);
      }
      return { group, ...(index === groups.length - 1 ? { end: true } : {}) };
    }),
    handleCommand(GroupDetails.read, ({ groups: wanted }) => ({
      groups: groups
        .filter((group) => wanted === undefined || wanted.includes(group))
        .map(detailOf),
    })),
  ];
}
