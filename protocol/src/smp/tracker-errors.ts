import type { SmpErrorTable } from './errors/error-text.ts';

/** Codes of group 64. */
export const TrackerError = {
  unknown: 1,
  malformed: 2,
  badSignature: 3,
  unknownKey: 4,
  wrongTenant: 5,
  wrongDevice: 6,
  oldSequence: 7,
  notAuthorised: 8,
  needsSecondSignature: 9,
  notProvisioned: 10,
  storage: 11,
  policyInvalid: 12,
  tooLarge: 13,
  noPolicy: 14,
  unsupportedKind: 15,
  expired: 16,
  notApplicable: 17,
  decommissioned: 18,
  noReceipt: 19,
  wrongCertificate: 20,
} as const;
export type TrackerError = (typeof TrackerError)[keyof typeof TrackerError];

export const trackerErrors: SmpErrorTable = {
  1: {
    name: 'UNKNOWN',
    sentence: 'the tracker failed in a way it could not name',
    next: 'repeat it; if it stays, read the journal of the device',
  },
  2: {
    name: 'MALFORMED',
    sentence: 'the instruction is not a COSE_Sign1 in deterministic CBOR',
    next: 'sign it again with this tool',
  },
  3: {
    name: 'BAD_SIGNATURE',
    sentence: 'a signature does not fit the instruction',
    next: 'sign it again; do not edit an instruction after it was signed',
  },
  4: {
    name: 'UNKNOWN_KEY',
    sentence: 'it does not trust the key of a signature',
    next: 'sign with a key that was given to the device, or have a key change signed first',
  },
  5: {
    name: 'WRONG_TENANT',
    sentence: 'the instruction is for another tenant',
    next: 'sign it for the tenant that the device reports',
  },
  6: {
    name: 'WRONG_DEVICE',
    sentence: 'the instruction is for another device',
    next: 'sign it for the device id that the device reports',
  },
  7: {
    name: 'OLD_SEQUENCE',
    sentence: 'it has already accepted an instruction with this number or a higher one',
    next: 'read the status and sign with a higher sequence number',
  },
  8: {
    name: 'NOT_AUTHORISED',
    sentence: 'the role of the signing key does not allow this kind of instruction',
    next: 'have it signed by a key whose role allows it',
  },
  9: {
    name: 'NEEDS_SECOND_SIGNATURE',
    sentence: 'the instruction could loosen the protection and has one signature only',
    next: "have it countersigned by the employees' side",
  },
  10: {
    name: 'NOT_PROVISIONED',
    sentence: 'it has no tenant and no keys yet',
    next: 'provision it first',
  },
  11: {
    name: 'STORAGE',
    sentence: 'it could not store this, and keeps what it had',
    next: 'repeat it; if it stays, the flash of the device is worn or full',
  },
  12: {
    name: 'POLICY_INVALID',
    sentence: 'the compiled policy breaks a rule of its format',
    next: 'compile it again with the tool of the same release as the firmware',
  },
  13: {
    name: 'TOO_LARGE',
    sentence: 'the instruction is longer than it takes',
    next: 'make it smaller: fewer exceptions or recipients, or a shorter period',
  },
  14: {
    name: 'NO_POLICY',
    sentence: 'it has no policy, and so captures nothing',
    next: 'apply a policy first',
  },
  15: {
    name: 'UNSUPPORTED_KIND',
    sentence: 'its firmware cannot carry out this kind of instruction',
    next: 'update the firmware first',
  },
  16: {
    name: 'EXPIRED',
    sentence: 'the instruction is past its expiry, or a signing key is expired or revoked',
    next: 'sign it again with a later expiry, and with keys that still hold on the device',
  },
  17: {
    name: 'NOT_APPLICABLE',
    sentence: 'the instruction is sound, but the state of the device does not allow it',
    next: 'read the journal of the device, which names the reason, and sign another one',
  },
  18: {
    name: 'DECOMMISSIONED',
    sentence: 'it was wiped for good, and only hands out its receipt',
    next: 'read the receipt of the deletion; the device cannot be used again',
  },
  19: {
    name: 'NO_RECEIPT',
    sentence: 'it has no receipt of this number',
    next: 'read the receipts from number 0 on, as many as it says it has',
  },
  20: {
    name: 'WRONG_CERTIFICATE',
    sentence: 'the certificate is none for the key that it has made itself',
    next: 'read its certificate request, and provision it with a certificate for that',
  },
};
