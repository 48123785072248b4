import type { LinkError } from '@feierabend/protocol';

/**
 * Bytes to and from one device. Every transport is this, and nothing above it knows which one it
 * has.
 *
 * Bytes that arrive before `onBytes` is called are lost, as on any serial port.
 */
export interface ByteLink {
  /** What the user typed, for sentences. */
  readonly description: string;
  /**
   * Resolves when the operating system took the bytes; rejects with a {@link LinkError}, always
   * within a deadline.
   */
  write(bytes: Uint8Array): Promise<void>;
  onBytes(listener: (bytes: Uint8Array) => void): void;
  /** Called once, with the fault when the far end went away, and with undefined after `close()`. */
  onClose(listener: (reason: LinkError | undefined) => void): void;
  /** Never rejects, and may be called twice. */
  close(): Promise<void>;
}
