import { createHash } from 'node:crypto';

/** SHA-256, lower-case hexadecimal. */
export function sha256Of(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The bytes of attachments by their SHA-256. */
export type AttachmentBytes = ReadonlyMap<string, Uint8Array>;
