import { equalBytes } from '../../bytes.ts';

/** One piece, as the request carries it. */
export interface IncomingChunk {
  readonly off: number;
  /** Length of the whole; only first requests have it. */
  readonly len?: number | undefined;
  /** SHA-256 of the whole, where the sender wants to be able to resume. */
  readonly sha?: Uint8Array | undefined;
  readonly data: Uint8Array;
}

export type ChunkVerdict =
  /**
   * Store `data` at offset `at`, then answer `off`; when `isDone` is set, that was the last piece.
   */
  | {
      readonly kind: 'store';
      readonly at: number;
      readonly data: Uint8Array;
      readonly off: number;
      readonly starts: boolean;
      readonly isDone: boolean;
    }
  /**
   * Store nothing and answer `off`: no error, the sender follows. With `isDone` the whole is there
   * already.
   */
  | { readonly kind: 'want'; readonly off: number; readonly isDone: boolean }
  | { readonly kind: 'refuse'; readonly reason: 'length-missing' | 'too-large' | 'overrun' };

interface Session {
  readonly totalBytes: number;
  readonly sha: Uint8Array | undefined;
  off: number;
}

/**
 * The device half of a chunked transfer: decides which bytes to store and which offset to ask for.
 * It holds no data. A whole that arrived stays known, so that a repeated last piece gets its last
 * answer again and does not start anew.
 */
export class ChunkReceiver {
  readonly #bytesMax: number;
  #session: Session | undefined;

  constructor({ bytesMax }: { readonly bytesMax: number }) {
    this.#bytesMax = bytesMax;
  }

  accept(chunk: IncomingChunk): ChunkVerdict {
    const known = this.#session;
    const starts = chunk.off === 0 && !(known !== undefined && resumes(known, chunk));
    if (starts) {
      if (chunk.len === undefined) return { kind: 'refuse', reason: 'length-missing' };
      if (chunk.len > this.#bytesMax) return { kind: 'refuse', reason: 'too-large' };
      if (chunk.data.length > chunk.len) return { kind: 'refuse', reason: 'overrun' };
      this.#session = { totalBytes: chunk.len, sha: chunk.sha?.slice(), off: 0 };
    }
    const session = this.#session;
    if (session === undefined) return { kind: 'want', off: 0, isDone: false };
    if (chunk.off !== session.off || session.off === session.totalBytes) {
      return { kind: 'want', off: session.off, isDone: session.off === session.totalBytes };
    }
    if (session.off + chunk.data.length > session.totalBytes) {
      return { kind: 'refuse', reason: 'overrun' };
    }
    session.off += chunk.data.length;
    return {
      kind: 'store',
      at: chunk.off,
      data: chunk.data,
      off: session.off,
      starts,
      isDone: session.off === session.totalBytes,
    };
  }

  /** Forgets the transfer: after a storage fault, or when what arrived is used up. */
  reset(): void {
    this.#session = undefined;
  }
}

function resumes(session: Session, { len, sha }: IncomingChunk): boolean {
  if (session.sha === undefined || sha === undefined) return false;
  return session.off > 0 && len === session.totalBytes && equalBytes(session.sha, sha);
}
