import type { HostSystem } from '../host/host-system.ts';
import { userFacts } from '../host/user-facts.ts';
import { holderWords, type PortHolders } from '../ports/port-holders.ts';
import type { DoctorFinding } from './doctor-finding.ts';

const rootUid = 0;
const readAndWrite = 0o6;

/** Whether the user may open the device file; undefined for what is no device file. */
export async function accessFinding(
  host: HostSystem,
  port: string,
): Promise<DoctorFinding | undefined> {
  const [facts, user] = await Promise.all([host.files.facts(port), userFacts(host.files)]);
  if (facts?.isCharacterDevice !== true || user === undefined) return undefined;
  const { mode, uid, gid } = facts;
  const group = user.groupNames.get(gid) ?? String(gid);
  const byOwner = uid === user.uid && allows(mode >> 6);
  const byGroup = user.groupIds.has(gid) && allows(mode >> 3);
  const finding = { code: 'ACCESS', severity: 'fault', port } as const;
  if (user.uid === rootUid || byOwner || byGroup || allows(mode)) {
    const sentence = `this user may open it (${octal(mode)}, group ${group})`;
    return { ...finding, severity: 'ok', sentence, fix: null };
  }
  const who = user.name ?? `user ${user.uid}`;
  if (!allows(mode >> 3) || group === 'root') {
    const sentence = `its rights (${octal(mode)}, group ${group}) let no group of people open it`;
    return { ...finding, sentence, fix: `sudo chgrp dialout ${port} && sudo chmod g+rw ${port}` };
  }
  return user.memberOf.has(group)
    ? {
        ...finding,
        code: 'GROUP_LOGIN',
        sentence: `${who} is in its group ${group}, but this session began before that`,
        fix: `newgrp ${group}`,
      }
    : {
        ...finding,
        code: 'GROUP',
        sentence: `${who} is not in its group ${group}; after the fix, log in again`,
        fix: `sudo usermod -aG ${group} ${user.name ?? '$USER'}`,
      };
}

function allows(bits: number): boolean {
  return (bits & readAndWrite) === readAndWrite;
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(3, '0');
}

/** Who has the port open. */
export function holderFinding(
  port: string,
  held: PortHolders | undefined,
): DoctorFinding | undefined {
  const [first] = held?.holders ?? [];
  if (held === undefined || first === undefined) return undefined;
  const isModemManager = held.holders.some(({ program }) => program === 'ModemManager');
  return {
    code: 'BUSY',
    severity: 'fault',
    port,
    sentence: `${held.holders.map(holderWords).join(', ')} has it open`,
    fix: isModemManager
      ? 'sudo systemctl disable --now ModemManager'
      : `kill ${held.holders.map(({ pid }) => pid).join(' ')}`,
  };
}
