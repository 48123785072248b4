import { dictionary } from '../../schema/cbor-dictionary.ts';
import { bstr, either, optional, text, uint } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import type { Infer } from '../../schema/infer.ts';
import { readCommand, writeCommand } from '../command.ts';
import { SmpGroup } from '../header.ts';
import { EmptyMap } from './os-group.ts';

const group = SmpGroup.files;

export const FileReadRequest = cborMap('FileReadRequest', {
  off: uint('offset in the file'),
  name: text('absolute path of the file'),
});
export type FileReadRequest = Infer<typeof FileReadRequest>;

export const FileReadResponse = cborMap('FileReadResponse', {
  off: uint('offset of the data'),
  data: bstr('the bytes, as many as fit'),
  len: optional(uint('length of the file, answer to offset 0 only')),
});
export type FileReadResponse = Infer<typeof FileReadResponse>;

export const FileWriteRequest = cborMap('FileWriteRequest', {
  off: uint('offset in the file; 0 writes it anew'),
  data: bstr('the bytes'),
  name: text('absolute path of the file'),
  len: optional(uint('length of the file, required at offset 0')),
});
export type FileWriteRequest = Infer<typeof FileWriteRequest>;

export const FileWriteResponse = cborMap('FileWriteResponse', {
  off: uint('where the next piece goes'),
});
export type FileWriteResponse = Infer<typeof FileWriteResponse>;

export const FileTransfer = {
  read: readCommand({
    group,
    id: 0,
    name: 'file download',
    request: FileReadRequest,
    response: FileReadResponse,
  }),
  write: writeCommand({
    group,
    id: 0,
    name: 'file upload',
    request: FileWriteRequest,
    response: FileWriteResponse,
  }),
};

export const FileNameRequest = cborMap('FileNameRequest', {
  name: text('absolute path of the file'),
});
export type FileNameRequest = Infer<typeof FileNameRequest>;

export const FileStatusResponse = cborMap('FileStatusResponse', {
  len: uint('length of the file'),
});
export type FileStatusResponse = Infer<typeof FileStatusResponse>;

export const FileStatus = {
  read: readCommand({
    group,
    id: 1,
    name: 'file status',
    request: FileNameRequest,
    response: FileStatusResponse,
  }),
};

export const FileHashRequest = cborMap('FileHashRequest', {
  name: text('absolute path of the file'),
  type: optional(text('crc32 or sha256; absent is the first of them that the device has')),
  off: optional(uint('where to start; absent is 0')),
  len: optional(uint('how much to take; absent is the rest of the file')),
});
export type FileHashRequest = Infer<typeof FileHashRequest>;

export const FileHashResponse = cborMap('FileHashResponse', {
  type: text('crc32 or sha256'),
  off: optional(uint('where it started; absent is 0')),
  len: uint('how many bytes it took'),
  output: either(uint('crc32'), bstr('sha256'), 'CRC-32 as a number, SHA-256 as bytes'),
});
export type FileHashResponse = Infer<typeof FileHashResponse>;

export const FileHash = {
  read: readCommand({
    group,
    id: 2,
    name: 'file hash',
    request: FileHashRequest,
    response: FileHashResponse,
  }),
};

export const FileHashType = cborMap('FileHashType', {
  format: uint('0: the output is a number, 1: it is bytes', { max: 1 }),
  size: uint('bytes of the output'),
});
export type FileHashType = Infer<typeof FileHashType>;

export const FileHashTypesResponse = cborMap('FileHashTypesResponse', {
  types: dictionary('HashTypes', FileHashType, 'what the device can compute, by name'),
});
export type FileHashTypesResponse = Infer<typeof FileHashTypesResponse>;

export const FileHashTypes = {
  read: readCommand({
    group,
    id: 3,
    name: 'file hash types',
    request: EmptyMap,
    response: FileHashTypesResponse,
  }),
};

/** Servers keep the last file open; this closes it. */
export const FileClose = {
  write: writeCommand({
    group,
    id: 4,
    name: 'file close',
    request: EmptyMap,
    response: EmptyMap,
  }),
};
