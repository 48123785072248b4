import { sha256 } from '@noble/hashes/sha2.js';

import { FileError } from '../errors/file-errors.ts';
import { crc32 } from '../framing/crc32.ts';
import {
  FileClose,
  FileHash,
  FileHashTypes,
  FileReadResponse,
  FileStatus,
  FileTransfer,
  type FileHashRequest,
  type FileHashResponse,
  type FileReadRequest,
  type FileWriteRequest,
} from '../groups/file-group.ts';
import {
  groupFailure,
  handleCommand,
  isSmpFailure,
  protocolFailure,
  type SmpFailure,
  type SmpHandler,
} from './handler.ts';
import { chunkEnd } from '../framing/chunk-size.ts';
import { SmpGroup } from '../header.ts';
import { McumgrError } from '../errors/mcumgr-errors.ts';

/** What group 8 asks a device: a file system, as small as it can be. */
export interface FileStore {
  fileBytes(name: string): number | SmpFailure;
  /** Up to so many bytes from the offset; fewer at the end. */
  readFile(name: string, offset: number, bytesMax: number): Uint8Array | SmpFailure;
  /** Makes the file, or empties it. */
  createFile(name: string): SmpFailure | undefined;
  appendFile(name: string, data: Uint8Array): SmpFailure | undefined;
}

/** A refusal with a code of group 8. */
export function fileFailure(code: FileError): SmpFailure {
  return groupFailure(SmpGroup.files, code);
}

export function fileHandlers(store: FileStore, bufferBytes: number): readonly SmpHandler[] {
  return [
    handleCommand(FileTransfer.read, (request) => filePage(store, request, bufferBytes)),
    handleCommand(FileTransfer.write, (request) => takePiece(store, request)),
    handleCommand(FileStatus.read, ({ name }) => {
      const len = store.fileBytes(name);
      return isSmpFailure(len) ? len : { len };
    }),
    handleCommand(FileHash.read, (request) => hashOf(store, request)),
    handleCommand(FileHashTypes.read, () => ({ types: hashTypes })),
    handleCommand(FileClose.write, () => ({})),
  ];
}

const hashTypes = new Map([
  ['crc32', { format: 0, size: 4 }],
  ['sha256', { format: 1, size: 32 }],
]);

function filePage(store: FileStore, { name, off }: FileReadRequest, bufferBytes: number) {
  const len = store.fileBytes(name);
  if (isSmpFailure(len)) return len;
  // Zephyr seeks beyond the end without a word and reads nothing there.
  const page = { off, ...(off === 0 ? { len } : {}) };
  if (off >= len) return { ...page, data: new Uint8Array() };
  const emptyBytes = FileReadResponse.encode({ ...page, data: new Uint8Array() }).length;
  const end = chunkEnd(off, len, emptyBytes, bufferBytes);
  const data = store.readFile(name, off, end - off);
  return isSmpFailure(data) ? data : { ...page, data };
}

/** Offset 0 begins anew; every other piece has to continue the file as it is there. */
function takePiece(store: FileStore, { name, off, len, data }: FileWriteRequest) {
  if (off === 0 && len === undefined) return protocolFailure(McumgrError.invalid);
  const created = off === 0 ? store.createFile(name) : undefined;
  if (created !== undefined) return created;
  const there = store.fileBytes(name);
  if (isSmpFailure(there)) return there;
  if (off !== there) return fileFailure(FileError.offsetNotValid);
  return store.appendFile(name, data) ?? { off: off + data.length };
}

function hashOf(store: FileStore, request: FileHashRequest): FileHashResponse | SmpFailure {
  const { name, type = 'crc32', off = 0 } = request;
  if (!hashTypes.has(type)) return fileFailure(FileError.hashUnknown);
  const fileBytes = store.fileBytes(name);
  if (isSmpFailure(fileBytes)) return fileBytes;
  if (fileBytes === 0) return fileFailure(FileError.isEmpty);
  if (off >= fileBytes) return fileFailure(FileError.offsetTooLarge);
  const data = store.readFile(name, off, Math.min(request.len ?? Infinity, fileBytes - off));
  if (isSmpFailure(data)) return data;
  const output = type === 'crc32' ? crc32(data) : sha256(data);
  return { type, len: data.length, output, ...(off === 0 ? {} : { off }) };
}
