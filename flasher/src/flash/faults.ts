import { LinkError } from '@feierabend/protocol';

import { VerificationError } from '../verification-error.ts';

export function storedDiffers(): VerificationError {
  return new VerificationError({
    code: 'VERIFY_STORED',
    expected: 'the idle slot to hold the image that was sent',
    came: 'the device reports another hash for it, or none',
    next: 'run the same command again; if it stays, the flash of the device is damaged',
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
