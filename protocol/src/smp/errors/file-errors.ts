import type { SmpErrorTable } from './error-text.ts';

/** Codes of group 8 (`fs_mgmt_err_code_t`). */
export const FileError = {
  unknown: 1,
  invalidName: 2,
  notFound: 3,
  isDirectory: 4,
  openFailed: 5,
  seekFailed: 6,
  readFailed: 7,
  truncateFailed: 8,
  deleteFailed: 9,
  writeFailed: 10,
  offsetNotValid: 11,
  offsetTooLarge: 12,
  hashUnknown: 13,
  mountPointNotFound: 14,
  readOnly: 15,
  isEmpty: 16,
  closeFailed: 17,
} as const;
export type FileError = (typeof FileError)[keyof typeof FileError];

export const fileErrors: SmpErrorTable = {
  1: {
    name: 'UNKNOWN',
    sentence: 'the file system failed in a way it could not name',
    next: 'repeat it; if it stays, read the log of the device',
  },
  2: {
    name: 'FILE_INVALID_NAME',
    sentence: 'this is no name of a file',
    next: 'use an absolute path such as /lfs/config.bin',
  },
  3: {
    name: 'FILE_NOT_FOUND',
    sentence: 'there is no file of this name',
    next: 'check the path; upload the file first',
  },
  4: {
    name: 'FILE_IS_DIRECTORY',
    sentence: 'this is a directory',
    next: 'name a file inside of it',
  },
  5: {
    name: 'FILE_OPEN_FAILED',
    sentence: 'it could not open the file',
    next: 'repeat it; if it stays, read the log of the device',
  },
  6: {
    name: 'FILE_SEEK_FAILED',
    sentence: 'it could not go to the offset in the file',
    next: 'start the transfer again',
  },
  7: {
    name: 'FILE_READ_FAILED',
    sentence: 'it could not read the file',
    next: 'repeat it; if it stays, the flash of the device is damaged',
  },
  8: {
    name: 'FILE_TRUNCATE_FAILED',
    sentence: 'it could not empty the file before writing it',
    next: 'use another name, or free the storage',
  },
  9: {
    name: 'FILE_DELETE_FAILED',
    sentence: 'it could not delete the old file',
    next: 'use another name, or free the storage',
  },
  10: {
    name: 'FILE_WRITE_FAILED',
    sentence: 'it could not write the file',
    next: 'free storage; if it stays, the flash of the device is damaged',
  },
  11: {
    name: 'FILE_OFFSET_NOT_VALID',
    sentence: 'the piece does not continue the file as it is there',
    next: 'ask for the length of the file and go on there, or start again',
  },
  12: {
    name: 'FILE_OFFSET_LARGER_THAN_FILE',
    sentence: 'the offset is beyond the end of the file',
    next: 'ask for the length of the file first',
  },
  13: {
    name: 'CHECKSUM_HASH_NOT_FOUND',
    sentence: 'it cannot compute this kind of hash',
    next: 'list the kinds it has and use one of them',
  },
  14: {
    name: 'MOUNT_POINT_NOT_FOUND',
    sentence: 'no file system is mounted there',
    next: 'use a path below a mount point of the device, such as /lfs',
  },
  15: {
    name: 'READ_ONLY_FILESYSTEM',
    sentence: 'this file system cannot be written',
    next: 'use a path in another file system',
  },
  16: {
    name: 'FILE_EMPTY',
    sentence: 'the file is empty',
    next: 'upload the file first',
  },
  17: {
    name: 'FILE_CLOSE_FAILED',
    sentence: 'it could not close the file',
    next: 'upload it again, and compare its hash',
  },
};
