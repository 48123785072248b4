import type { RunRegistry } from './reaper/run-registry.ts';

/** What a command touches of the process it runs in. */
export interface SimIo {
  readonly stdout: { write(text: string): unknown };
  /** The terminal behind stdout; absent when it is none. */
  readonly terminal?: NodeJS.WriteStream;
  readonly stderr: { write(text: string): unknown };
  /** Ends a running tracker or fleet, as Ctrl-C does. */
  readonly signal: AbortSignal;
  /** Where a run writes down its child processes, so that they end with it; absent where nobody would end them. */
  readonly registry?: () => RunRegistry | undefined;
  /** What this process has used since some moment: time on the wall, time of processors, and memory at most. */
  readonly usage?: () => {
    readonly wallS: number;
    readonly cpuS: number;
    readonly peakRssMiB: number;
  };
}
