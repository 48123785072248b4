import { readFileSync } from 'node:fs';

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since the machine was started, as Linux counts them. */
  readonly started: string;
}

/** Field 22 of `/proc/<pid>/stat` (proc_pid_stat(5)), counted behind the name, which may hold anything. */
const startedBehindName = 22 - 3;

/** Who has this number now. Undefined when nobody has, or where the system does not tell (only Linux does here). */
export function identityOf(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const started = fields[startedBehindName];
    // A zombie has ended; its number is kept until its parent looks.
    return started === undefined || fields[0] === 'Z' ? undefined : { pid, started };
  } catch {
    return undefined;
  }
}

export function isAlive({ pid, started }: ProcessIdentity): boolean {
  return identityOf(pid)?.started === started;
}
