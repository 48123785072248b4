import { equalBytes, fromHex, toHex, type JournalOwner } from '@feierabend/protocol';

import type { Options, World } from '../command.ts';
import { VerificationError } from '../verification-error.ts';
import { readIdentityFile, type IdentityFile } from '../tenancy/identity-file.ts';

/** The key that a device must sign with, as somebody wrote it down when it was provisioned. */
export async function pinnedIdentity(
  world: World,
  options: Options,
): Promise<IdentityFile | undefined> {
  const file = options['identity'] as string | undefined;
  return file === undefined ? undefined : readIdentityFile(await world.readFile(file), file);
}

/** Whether the device that answers is the one that was provisioned; exit code 7 when it is not. */
export function refuseOtherDevice(
  pinned: IdentityFile | undefined,
  came: JournalOwner & { readonly signKey: Uint8Array },
): void {
  if (pinned === undefined) return;
  const { tenant, device } = pinned;
  const signKey = fromHex(pinned.signKey) ?? new Uint8Array();
  const isSame =
    tenant === came.tenant && device === came.device && equalBytes(signKey, came.signKey);
  if (isSame) return;
  throw new VerificationError({
    code: 'VERIFY_IDENTITY',
    expected: `${tenant}/${device} with the key ${pinned.signKey.slice(0, 16)}...`,
    came: `${came.tenant}/${came.device} with the key ${toHex(came.signKey).slice(0, 16)}...`,
    next: 'take the identity file of this device; if it is, the device was exchanged',
  });
}
