import type { HostFiles } from '../host/host-files.ts';
import type { HostSystem } from '../host/host-system.ts';

/** A process that has a port open. */
export interface PortHolder {
  readonly pid: number;
  /** Name of the program, such as `minicom`. */
  readonly program: string;
  /** Undefined when the user has no name here. */
  readonly user: string | undefined;
}

export interface PortHolders {
  readonly holders: readonly PortHolder[];
  /** Processes of other users that could not be looked into; one of them may hold the port. */
  readonly unseen: number;
}

/**
 * Who has each of these ports open, by reading what every process has open (`/proc/<pid>/fd`).
 * Undefined on platforms that do not tell.
 */
export async function portHolders(
  host: HostSystem,
  paths: readonly string[],
): Promise<ReadonlyMap<string, PortHolders> | undefined> {
  if (host.platform !== 'linux') return undefined;
  const { files } = host;
  const names = await files.names('/proc');
  if (names === undefined) return undefined;
  const self = await files.link('/proc/self');
  const devices = await Promise.all(paths.map(async (path) => (await files.real(path)) ?? path));
  const pids = names.filter((name) => /^\d+$/u.test(name) && name !== self);
  const opened = await Promise.all(pids.map((pid) => openedBy(files, pid)));
  const unseen = opened.filter((links) => links === undefined).length;
  const found = await Promise.all(
    devices.map(async (device) => {
      const holding = pids.filter((_pid, index) => holds(opened[index], device));
      return Promise.all(holding.map((pid) => holderOf(files, pid)));
    }),
  );
  return new Map(paths.map((path, index) => [path, { holders: found[index] ?? [], unseen }]));
}

/** Who made a pseudo-terminal keeps both of its ends open, and reads only the other one. */
function holds(opened: ReadonlySet<string> | undefined, device: string): boolean {
  if (opened?.has(device) !== true) return false;
  const isPseudo = device.startsWith('/dev/pts/');
  return !(isPseudo && (opened.has('/dev/ptmx') || opened.has('/dev/pts/ptmx')));
}

/** The targets of all open files; undefined when they are not ours to see. */
async function openedBy(files: HostFiles, pid: string): Promise<Set<string> | undefined> {
  const folder = `/proc/${pid}/fd`;
  const numbers = await files.names(folder);
  if (numbers === undefined) {
    // A process that has ended meanwhile holds nothing.
    return (await files.exists(`/proc/${pid}`)) ? undefined : new Set();
  }
  const links = await Promise.all(numbers.map((number) => files.link(`${folder}/${number}`)));
  return new Set(links.filter((link) => link !== undefined));
}

async function holderOf(files: HostFiles, pid: string): Promise<PortHolder> {
  const [name, status, users] = await Promise.all([
    files.text(`/proc/${pid}/comm`),
    files.text(`/proc/${pid}/status`),
    files.text('/etc/passwd'),
  ]);
  const uid = /^Uid:\s+(\d+)/mu.exec(status ?? '')?.[1];
  const row = (users ?? '').split('\n').find((line) => line.split(':')[2] === uid);
  return { pid: Number(pid), program: name?.trim() ?? 'unknown', user: row?.split(':')[0] };
}

/** `minicom (process 812 of user ada)`. */
export function holderWords({ pid, program, user }: PortHolder): string {
  return `${program} (process ${pid}${user === undefined ? '' : ` of user ${user}`})`;
}
