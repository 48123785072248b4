/** What a command touches of the process it runs in. */
export interface SimIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Ends a running tracker, as Ctrl-C does. */
  readonly signal: AbortSignal;
}
