import { toHex } from '@feierabend/protocol';

import { VerificationError } from '../verification-error.ts';

export function policyDiffers(wanted: Uint8Array, held: Uint8Array | undefined): VerificationError {
  return new VerificationError({
    code: 'VERIFY_POLICY',
    expected: `the device to hold policy ${toHex(wanted)}`,
    came: held === undefined ? 'it holds none' : `it holds ${toHex(held)}`,
    next: 'do not rely on the device; look at "flasher policy show" and apply the policy again',
  });
}

export function statusDiffers(sequence: number, came: number): VerificationError {
  return new VerificationError({
    code: 'VERIFY_STATUS',
    expected: `the device to report this policy in force after instruction ${sequence}`,
    came: `its status names instruction ${came} or another policy`,
    next: 'see whether somebody else changed it meanwhile: "flasher policy show"',
  });
}
