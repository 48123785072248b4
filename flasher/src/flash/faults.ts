import { LinkError, toHex, UsageError } from '@feierabend/protocol';

import { VerificationError } from '../verification-error.ts';

/** The device has counted the hash itself. */
export function storedDiffers(): VerificationError {
  return new VerificationError({
    code: 'VERIFY_STORED',
    expected: 'the idle slot to hold the image that was sent',
    came: 'the device reports another hash for it',
    next: 'run the same command again; if it stays, the flash of the device is damaged',
  });
}

/** @param board That the image names, when the device does not say which it is. */
export function storedNotListed(board: Uint8Array | undefined): VerificationError {
  const isBoard =
    board === undefined
      ? ''
      : `that this is board ${toHex(board)}, the only one that takes it, and `;
  return new VerificationError({
    code: 'VERIFY_STORED',
    expected: 'the device to list the image that was sent',
    came: 'it lists another one, or none',
    next: `check ${isBoard}that its boot loader knows the key that signed it; if so, run the same command again, and if this stays, its flash is damaged`,
  });
}

export function notMarked(): VerificationError {
  return new VerificationError({
    code: 'VERIFY_MARK',
    expected: 'the new image to be marked for a test at the next reset',
    came: 'the device accepted the mark but does not show it',
    next: 'look at "flasher info" and run the same command again',
  });
}

export function notHighest(): VerificationError {
  return new VerificationError({
    code: 'VERIFY_HIGHEST',
    expected: 'a higher version than the one that runs: this boot loader starts the highest',
    came: 'the image is not higher',
    next: 'sign it with a higher version, or erase the slot that runs from serial recovery',
  });
}

export function reverted(running: string): VerificationError {
  return new VerificationError({
    code: 'VERIFY_REVERTED',
    expected: 'the new image to run after the reset',
    came: `the device reverted: version ${running} runs as before`,
    next: 'read the boot log and the self-test of the new image; the device works as it did',
  });
}

export function notConfirmed(): VerificationError {
  return new VerificationError({
    code: 'VERIFY_CONFIRM',
    expected: 'the running image to be confirmed',
    came: 'the device does not show it as confirmed and active',
    next: 'look at "flasher info"; a reset may revert to the image before',
  });
}

export function bootStateLost(): LinkError {
  return new LinkError({
    code: 'STATE_BOOT_STATE',
    expected: 'the boot loader to know its slots and how old an image may be',
    came: 'the device says that its boot state cannot be read, so it takes no image and no unsigned word about one',
    next: 'have the image that runs confirmed with a signature: flasher confirm --key FILE --reason TEXT',
  });
}

/** @param isKept Written through serial recovery, which leaves nothing to go back to. */
export function unhealthy(wrong: readonly string[], isKept: boolean): VerificationError {
  const found = wrong.join('; ');
  return new VerificationError({
    code: 'VERIFY_HEALTH',
    ...(isKept
      ? {
          expected: 'the image that was written to be in good health',
          came: `${found}; it runs, and there is no image to go back to`,
          next: 'read the boot log, and flash another image',
        }
      : {
          expected: 'the image on trial to be in good health before it is confirmed',
          came: `${found}; it is not confirmed, and the next reset reverts it`,
          next: 'read the boot log, then reset with "flasher revert"; the image before runs again',
        }),
  });
}

export function silentAfterReset(waitedS: number): LinkError {
  return new LinkError({
    code: 'SMP_BOOT_TIMEOUT',
    expected: `the device to answer within ${waitedS} s after the reset`,
    came: 'it stayed silent in phase "boot"',
    next: 'switch it off and on: the boot loader reverts an image that was not confirmed',
  });
}

export function neverReset(waitedS: number): LinkError {
  return new LinkError({
    code: 'SMP_RESET_TIMEOUT',
    expected: `the device to reset within ${waitedS} s`,
    came: 'it answers, but the image is still waiting for a reset in phase "boot"',
    next: 'switch it off and on, then run the same command again',
  });
}

export function inRecovery(): UsageError {
  return new UsageError({
    code: 'FLASH_RECOVERY',
    expected: 'an application to answer',
    came: 'MCUboot answers in serial recovery, which writes over the slot that runs',
    next: 'add --recovery to flash through it, or start the application with "flasher reset"',
  });
}

export function noRecovery(): VerificationError {
  return new VerificationError({
    code: 'VERIFY_RECOVERY',
    expected: 'the boot loader to answer in serial recovery after the reset',
    came: 'the application answers again',
    next: 'its build knows no boot mode (CONFIG_RETENTION_BOOT_MODE): enter recovery by the button of the board',
  });
}

export function noApplication(): VerificationError {
  return new VerificationError({
    code: 'VERIFY_APPLICATION',
    expected: 'the image that was written to start',
    came: 'the boot loader stayed in serial recovery',
    next: 'it found no image it accepts: check key and board of the image, and flash another one',
  });
}

export function notWritten(running: string | undefined): VerificationError {
  return new VerificationError({
    code: 'VERIFY_RUNNING',
    expected: 'the image that was written to run, by its hash',
    came: running === undefined ? 'the application lists no images' : `version ${running} runs`,
    next: 'look at "flasher info"; an application without the image group cannot prove what it is',
  });
}

export function stillThere(slot: number, version: string): VerificationError {
  return new VerificationError({
    code: 'VERIFY_ERASED',
    expected: `slot ${slot} to be empty after the erase`,
    came: `the device still lists ${version} in it`,
    next: 'run the same command again; if it stays, the flash of the device is damaged',
  });
}

export function notBootable(version: string): LinkError {
  return new LinkError({
    code: 'STATE_NOT_BOOTABLE',
    expected: `the boot loader to accept version ${version}`,
    came: 'the device lists it as not bootable: its security counter, key or board is not accepted',
    next: 'compare it with "flasher image inspect", and flash an image that is accepted',
  });
}
