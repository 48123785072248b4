import {
  enumerateGroups,
  LinkError,
  McumgrError,
  probeServer,
  SmpGroup,
  SmpRefusal,
  type GroupDetail,
} from '@feierabend/protocol';

import type { SmpSession } from '../session/smp-session.ts';

/** Who answers, and what it can be asked. */
export interface Server {
  /** MCUboot's serial recovery, not an application. */
  readonly isRecovery: boolean;
  /** Undefined when the device does not list its groups. */
  readonly groups: readonly GroupDetail[] | undefined;
}

export async function readServer(session: SmpSession, signal: AbortSignal): Promise<Server> {
  const { isRecovery } = await probeServer(session.client, { phase: 'who is there', signal });
  const groups = isRecovery
    ? undefined
    : await enumerateGroups(session.client, { phase: 'the list of groups', signal });
  return { isRecovery, groups };
}

const groupWords: Readonly<Record<number, string>> = {
  [SmpGroup.os]: 'operating system',
  [SmpGroup.image]: 'images',
  [SmpGroup.statistics]: 'statistics',
  [SmpGroup.settings]: 'settings',
  [SmpGroup.files]: 'files',
  [SmpGroup.shell]: 'shell',
  [SmpGroup.enumeration]: 'list of groups',
  [SmpGroup.basic]: 'basic commands',
  [SmpGroup.tracker]: 'Feierabend tracker',
};

/** `images (group 1)` */
export function groupName(group: number): string {
  const words = groupWords[group];
  return words === undefined ? `group ${group}` : `${words} (group ${group})`;
}

/** Ends with a sentence before anything is asked of a group that the device says it lacks. */
export function requireGroup({ groups }: Server, group: number): void {
  if (groups !== undefined && !groups.some((one) => one.group === group)) {
    throw notOffered(groupName(group));
  }
}

/** A device that does not know the command gets a sentence, not `rc 8`. */
export async function offered<T>(what: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    const isUnknown = error instanceof SmpRefusal && error.is(undefined, McumgrError.notSupported);
    if (isUnknown) throw notOffered(what);
    throw error;
  }
}

function notOffered(what: string): LinkError {
  return new LinkError({
    code: 'STATE_NOT_OFFERED',
    expected: `the device to offer ${what}`,
    came: 'its firmware was built without that',
    next: '"flasher info" lists what it offers; a build with that part of MCUmgr can do it',
  });
}

/** The answer, or undefined when the device says no to it for whatever reason. */
export async function unlessRefused<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof SmpRefusal) return undefined;
    throw error;
  }
}
