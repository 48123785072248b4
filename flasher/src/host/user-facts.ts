import type { HostFiles } from './host-files.ts';

/** Who this process runs as, and what Linux lets it do. */
export interface UserFacts {
  readonly uid: number;
  /** Undefined when the user has no name here. */
  readonly name: string | undefined;
  /** Groups the process has now, which are those of the last login. */
  readonly groupIds: ReadonlySet<number>;
  /** Groups the user is in by the files of the system. */
  readonly memberOf: ReadonlySet<string>;
  /** Names of groups by number. */
  readonly groupNames: ReadonlyMap<number, string>;
}

/** Undefined where there is no `/proc`, as on macOS and Windows. */
export async function userFacts(files: HostFiles): Promise<UserFacts | undefined> {
  const [status, users, groups] = await Promise.all([
    files.text('/proc/self/status'),
    files.text('/etc/passwd'),
    files.text('/etc/group'),
  ]);
  // Real, effective, saved and file-system id: the second one counts.
  const uid = /^Uid:\s+\d+\s+(\d+)/mu.exec(status ?? '')?.[1];
  if (status === undefined || uid === undefined) return undefined;
  const gid = /^Gid:\s+\d+\s+(\d+)/mu.exec(status)?.[1];
  const further = /^Groups:\s*([\d ]*)$/mu.exec(status)?.[1] ?? '';
  const name = rowsOf(users).find((row) => row[2] === uid)?.[0];
  const groupRows = rowsOf(groups);
  const isMember = (members: string | undefined) =>
    name !== undefined && (members ?? '').split(',').includes(name);
  return {
    uid: Number(uid),
    name,
    groupIds: new Set([gid ?? '', ...further.split(' ')].filter(Boolean).map(Number)),
    memberOf: new Set(
      groupRows.filter(([, , , members]) => isMember(members)).map(([group = '']) => group),
    ),
    groupNames: new Map(groupRows.map(([group = '', , number]) => [Number(number), group])),
  };
}

function rowsOf(text: string | undefined): string[][] {
  return (text ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(':'));
}
