import type { Writable } from 'node:stream';

import type { TextSink } from '../io.ts';

type TextStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/**
 * Standard output that can be lost: a reader that went away, a full disk, a terminal that hung up.
 * What a command does to a device goes on without it; who wants to know asks {@link lost}.
 */
export class StandardOutput implements TextSink {
  private readonly stream: TextStream;
  private readonly losing = new AbortController();
  private readonly isDumb: boolean;
  private pending = Promise.resolve();

  /** @param options.isDumb A terminal without escape codes is a file that somebody reads. */
  constructor(stream: TextStream, { isDumb = false }: { readonly isDumb?: boolean } = {}) {
    this.stream = stream;
    this.isDumb = isDumb;
    stream.on('error', (error) => this.lose(error));
  }

  get isTTY(): boolean {
    return this.stream.isTTY === true && !this.isDumb;
  }

  get columns(): number | undefined {
    // A terminal that nobody has measured says 0.
    return this.stream.columns === 0 ? undefined : this.stream.columns;
  }

  /** Aborts with the error of the system as its reason. */
  get lost(): AbortSignal {
    return this.losing.signal;
  }

  write(text: string): void {
    if (this.lost.aborted) return;
    this.pending = new Promise((resolve) => {
      this.stream.write(text, (error) => {
        if (error instanceof Error) this.lose(error);
        resolve();
      });
    });
  }

  /** Resolves when the last text has left, or nothing will leave any more. */
  settled(): Promise<void> {
    return this.pending;
  }

  private lose(error: Error): void {
    if (!this.lost.aborted) this.losing.abort(error);
  }
}
