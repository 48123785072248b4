import type { SmpErrorTable } from './error-text.ts';

/** Codes of the protocol itself, and the only codes of SMP v1 (`mcumgr_err_t`). */
export const McumgrError = {
  ok: 0,
  unknown: 1,
  noMemory: 2,
  invalid: 3,
  timeout: 4,
  noEntry: 5,
  badState: 6,
  messageSize: 7,
  notSupported: 8,
  corrupt: 9,
  busy: 10,
  accessDenied: 11,
  tooOld: 12,
  tooNew: 13,
} as const;
export type McumgrError = (typeof McumgrError)[keyof typeof McumgrError];

export const mcumgrErrors: SmpErrorTable = {
  1: {
    name: 'UNKNOWN',
    sentence: 'something failed that it could not name',
    next: 'repeat it; if it stays, read the log of the device',
  },
  2: {
    name: 'NOMEM',
    sentence: 'it had no memory left for this',
    next: 'send smaller messages, or reset the device and repeat',
  },
  3: {
    name: 'INVAL',
    sentence: 'an argument was missing, malformed or out of range',
    next: 'check that tool and firmware are of the same protocol version',
  },
  4: {
    name: 'TIMEOUT',
    sentence: 'a part of the device did not finish in time',
    next: 'repeat it; if it stays, reset the device',
  },
  5: {
    name: 'NOENT',
    sentence: 'what was asked for does not exist there',
    next: 'read the state of the device and name something it lists',
  },
  6: {
    name: 'BADSTATE',
    sentence: 'its present state does not allow this',
    next: 'read the image state; confirm or reset a pending image first',
  },
  7: {
    name: 'MSGSIZE',
    sentence: 'the answer would not have fitted into its buffer',
    next: 'ask for less at once',
  },
  8: {
    name: 'NOTSUP',
    sentence: 'it does not know this command',
    next: 'use a firmware that has it, or leave the boot loader by a reset',
  },
  9: {
    name: 'CORRUPT',
    sentence: 'the message did not have the length its header says',
    next: 'repeat it; if it stays, check the link',
  },
  10: {
    name: 'BUSY',
    sentence: 'it is busy with something else',
    next: 'wait some seconds and repeat it',
  },
  11: {
    name: 'ACCESSDENIED',
    sentence: 'it takes this only as a signed instruction',
    next: 'sign an instruction with a key the device trusts, and apply that',
  },
  12: {
    name: 'UNSUPPORTED_TOO_OLD',
    sentence: 'the request is of an SMP version it no longer takes',
    next: 'update this tool',
  },
  13: {
    name: 'UNSUPPORTED_TOO_NEW',
    sentence: 'the request is of an SMP version it does not know',
    next: 'update the firmware, or use SMP version 2',
  },
};
