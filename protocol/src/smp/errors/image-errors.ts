import type { SmpErrorTable } from './error-text.ts';

/** Codes of the image group (Zephyr `img_mgmt.h`; 30 and above are of later releases). */
export const ImageError = {
  unknown: 1,
  flashConfigQuery: 2,
  noImage: 3,
  noTlvs: 4,
  invalidTlv: 5,
  severalHashes: 6,
  tlvSize: 7,
  hashNotFound: 8,
  noFreeSlot: 9,
  flashOpen: 10,
  flashRead: 11,
  flashWrite: 12,
  flashErase: 13,
  invalidSlot: 14,
  noMemory: 15,
  flashContextSet: 16,
  flashContextNotSet: 17,
  flashDeviceNull: 18,
  pageOffset: 19,
  offsetMissing: 20,
  lengthMissing: 21,
  imageHeader: 22,
  imageMagic: 23,
  invalidHash: 24,
  flashAddress: 25,
  versionGet: 26,
  currentIsNewer: 27,
  alreadyPending: 28,
  vectorTable: 29,
  tooLarge: 30,
  dataOverrun: 31,
  confirmationDenied: 32,
  testToActiveDenied: 33,
  activeSlotUnknown: 34,
} as const;
export type ImageError = (typeof ImageError)[keyof typeof ImageError];

export const imageErrors: SmpErrorTable = {
  1: {
    name: 'UNKNOWN',
    sentence: 'the image code failed in a way it could not name',
    next: 'repeat it; if it stays, read the log of the device',
  },
  2: {
    name: 'FLASH_CONFIG_QUERY_FAIL',
    sentence: 'it could not read the layout of its flash',
    next: 'reset the device and repeat it',
  },
  3: {
    name: 'NO_IMAGE',
    sentence: 'there is no image in the slot',
    next: 'upload an image first',
  },
  4: {
    name: 'NO_TLVS',
    sentence: 'the image has no trailer with hash and signature',
    next: 'sign the image and upload it again',
  },
  5: {
    name: 'INVALID_TLV',
    sentence: 'the trailer of the image is malformed',
    next: 'build and sign the image again',
  },
  6: {
    name: 'TLV_MULTIPLE_HASHES_FOUND',
    sentence: 'the image has more than one hash',
    next: 'build and sign the image again',
  },
  7: {
    name: 'TLV_INVALID_SIZE',
    sentence: 'a part of the image trailer has a wrong size',
    next: 'build and sign the image again',
  },
  8: {
    name: 'HASH_NOT_FOUND',
    sentence: 'no image has the hash that was named',
    next: 'read the image state and use a hash it lists',
  },
  9: {
    name: 'NO_FREE_SLOT',
    sentence: 'no slot is free for an upload',
    next: 'confirm the running image, or erase the second slot, then repeat it',
  },
  10: {
    name: 'FLASH_OPEN_FAILED',
    sentence: 'it could not open its flash',
    next: 'reset the device and repeat it',
  },
  11: {
    name: 'FLASH_READ_FAILED',
    sentence: 'it could not read its flash',
    next: 'repeat it; if it stays, the flash of the device is damaged',
  },
  12: {
    name: 'FLASH_WRITE_FAILED',
    sentence: 'it could not write its flash',
    next: 'repeat it; if it stays, the flash of the device is damaged',
  },
  13: {
    name: 'FLASH_ERASE_FAILED',
    sentence: 'it could not erase its flash',
    next: 'repeat it; if it stays, the flash of the device is damaged',
  },
  14: {
    name: 'INVALID_SLOT',
    sentence: 'it has no such slot',
    next: 'use a slot that the image state lists',
  },
  15: {
    name: 'NO_FREE_MEMORY',
    sentence: 'it had no memory left for the upload',
    next: 'reset the device and repeat it',
  },
  16: {
    name: 'FLASH_CONTEXT_ALREADY_SET',
    sentence: 'an upload by another way is under way',
    next: 'wait for it to end, or reset the device',
  },
  17: {
    name: 'FLASH_CONTEXT_NOT_SET',
    sentence: 'it lost the state of the upload',
    next: 'start the upload again',
  },
  18: {
    name: 'FLASH_AREA_DEVICE_NULL',
    sentence: 'its flash is not ready',
    next: 'reset the device and repeat it',
  },
  19: {
    name: 'INVALID_PAGE_OFFSET',
    sentence: 'an offset is outside its flash',
    next: 'check that the image is for this board',
  },
  20: {
    name: 'INVALID_OFFSET',
    sentence: 'the request had no offset',
    next: 'update this tool',
  },
  21: {
    name: 'INVALID_LENGTH',
    sentence: 'the first request had no length',
    next: 'update this tool',
  },
  22: {
    name: 'INVALID_IMAGE_HEADER',
    sentence: 'the first piece is shorter than an image header',
    next: 'use larger messages, so that the first one carries 32 bytes of the image',
  },
  23: {
    name: 'INVALID_IMAGE_HEADER_MAGIC',
    sentence: 'the file is not an MCUboot image',
    next: 'upload the signed image, not the raw binary or the hex file',
  },
  24: {
    name: 'INVALID_HASH',
    sentence: 'the hash that was given is malformed',
    next: 'use the hash that the image state lists',
  },
  25: {
    name: 'INVALID_FLASH_ADDRESS',
    sentence: 'the image was linked for another address',
    next: 'build the image for the slot it goes to',
  },
  26: {
    name: 'VERSION_GET_FAILED',
    sentence: 'it could not read the version of the running image',
    next: 'reset the device and repeat it',
  },
  27: {
    name: 'CURRENT_VERSION_IS_NEWER',
    sentence: 'the running image is of the same version or a newer one',
    next: 'build the image with a higher version',
  },
  28: {
    name: 'IMAGE_ALREADY_PENDING',
    sentence: 'an image already waits for the next reset',
    next: 'reset the device to boot it, then repeat this',
  },
  29: {
    name: 'INVALID_IMAGE_VECTOR_TABLE',
    sentence: 'the image does not start with a valid vector table',
    next: 'check that the image is for this board and slot',
  },
  30: {
    name: 'INVALID_IMAGE_TOO_LARGE',
    sentence: 'the image is larger than the slot',
    next: 'make the image smaller, or use a board with larger slots',
  },
  31: {
    name: 'INVALID_IMAGE_DATA_OVERRUN',
    sentence: 'more bytes came than were announced',
    next: 'start the upload again',
  },
  32: {
    name: 'IMAGE_CONFIRMATION_DENIED',
    sentence: 'it does not allow this image to be confirmed',
    next: 'boot the image and let it pass its self-test first',
  },
  33: {
    name: 'IMAGE_SETTING_TEST_TO_ACTIVE_DENIED',
    sentence: 'the image that runs cannot be set to test',
    next: 'name the image in the other slot',
  },
  34: {
    name: 'ACTIVE_SLOT_NOT_KNOWN',
    sentence: 'it does not know which slot it runs from',
    next: 'reset the device and repeat it',
  },
};
