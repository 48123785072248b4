import { arrayOf, bool, bstr, optional, text, uint } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import type { Infer } from '../../schema/infer.ts';
import { readCommand, writeCommand } from '../command.ts';
import { SmpGroup } from '../header.ts';
import { EmptyMap } from './os-group.ts';

const group = SmpGroup.image;

export const ImageSlotState = cborMap('ImageSlotState', {
  image: optional(uint('image number; absent is 0')),
  slot: uint('0 is the slot that runs, 1 the one that is uploaded to'),
  version: text('version of the image header, "1.2.3" or "1.2.3.4"'),
  hash: optional(bstr('SHA-256 TLV of the image: not the hash of the file', { max: 64 })),
  bootable: optional(bool('absent is false')),
  pending: optional(bool('boots at the next reset; absent is false')),
  confirmed: optional(bool('stays after the next reset; absent is false')),
  active: optional(bool('runs now; absent is false')),
  permanent: optional(bool('pending without a test; absent is false')),
});
export type ImageSlotState = Infer<typeof ImageSlotState>;

export const ImageStateResponse = cborMap('ImageStateResponse', {
  images: arrayOf(ImageSlotState, 'one row for each slot that holds an image'),
  splitStatus: optional(uint('unused; Zephyr still sends it')),
});
export type ImageStateResponse = Infer<typeof ImageStateResponse>;

export const ImageStateWrite = cborMap('ImageStateWrite', {
  hash: optional(bstr('the image meant; absent with confirm: the one that runs', { max: 64 })),
  confirm: optional(bool('true: keep it; false or absent: boot it once as a test')),
});
export type ImageStateWrite = Infer<typeof ImageStateWrite>;

export const ImageState = {
  read: readCommand({
    group,
    id: 0,
    name: 'image state',
    request: EmptyMap,
    response: ImageStateResponse,
  }),
  write: writeCommand({
    group,
    id: 0,
    name: 'set image state',
    request: ImageStateWrite,
    response: ImageStateResponse,
  }),
};

/** The first request names length and hash; every later one has offset and data alone. */
export const ImageUploadRequest = cborMap('ImageUploadRequest', {
  image: optional(uint('image number, first request only; absent is 0')),
  len: optional(uint('length of the file in bytes, first request only')),
  // Optional for the decoder alone: a server answers its absence with error 20 of group 1, not with
  // "bad CBOR".
  off: optional(uint('offset of the data in the file; required')),
  sha: optional(bstr('SHA-256 of the whole file, first request only; makes resuming possible')),
  data: optional(bstr('the bytes; the first request carries at least the image header')),
  upgrade: optional(bool('true: refuse a version that is not higher, first request only')),
});
export type ImageUploadRequest = Infer<typeof ImageUploadRequest>;

export const ImageUploadResponse = cborMap('ImageUploadResponse', {
  off: uint('the offset the server wants next; the client follows it, always'),
  match: optional(bool('last answer only: the hash of what was stored is the one announced')),
});
export type ImageUploadResponse = Infer<typeof ImageUploadResponse>;

export const ImageUpload = {
  write: writeCommand({
    group,
    id: 1,
    name: 'image upload',
    request: ImageUploadRequest,
    response: ImageUploadResponse,
  }),
};

export const ImageEraseRequest = cborMap('ImageEraseRequest', {
  slot: optional(uint('the slot to erase; absent is 1')),
});
export type ImageEraseRequest = Infer<typeof ImageEraseRequest>;

/** Answered after the erase, which may take long. */
export const ImageErase = {
  write: writeCommand({
    group,
    id: 5,
    name: 'image erase',
    request: ImageEraseRequest,
    response: EmptyMap,
  }),
};
