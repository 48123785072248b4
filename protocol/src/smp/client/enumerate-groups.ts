import type { RequestOptions, SmpClient } from './client.ts';
import { GroupAt, GroupDetails, GroupList, type GroupDetail } from '../groups/enumeration-group.ts';
import { supported } from './probe-server.ts';

/** More groups than any firmware has; ends a list without an end. */
const groupsMax = 256;

/**
 * The groups a device has, with names where it gives them; undefined when it cannot say, as most
 * boot loaders cannot. Asks for the details, then for the list, then group by group: builds leave
 * out the first two.
 */
export async function enumerateGroups(
  client: SmpClient,
  options: RequestOptions = {},
): Promise<readonly GroupDetail[] | undefined> {
  const details = await supported(client.request(GroupDetails.read, {}, options));
  if (details !== undefined) return details.groups;
  const list = await supported(client.request(GroupList.read, {}, options));
  if (list !== undefined) return list.groups.map((group) => ({ group }));
  const groups: GroupDetail[] = [];
  while (groups.length < groupsMax) {
    // Each answer says whether there is another group.
    // oxlint-disable-next-line no-await-in-loop
    const one = await supported(client.request(GroupAt.read, { index: groups.length }, options));
    if (one === undefined) return undefined;
    groups.push({ group: one.group });
    if (one.end === true) break;
  }
  return groups;
}
