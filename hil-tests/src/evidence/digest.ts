import { createHash } from 'node:crypto';

/** SHA-256, lower-case hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The bytes of attachments by their SHA-256. */
export type AttachmentBytes = ReadonlyMap<string, Uint8Array>;
