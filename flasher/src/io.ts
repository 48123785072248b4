import type { HostSystem } from './host/host-system.ts';
import type { FlasherEvent } from './output/event.ts';
import type { ByteLink } from './serial/byte-link.ts';
import type { FlasherClock } from './serial/clock.ts';
import type { LinkTarget } from './serial/open-link.ts';

/** Where text goes. */
export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  /** Aborts with the reason when nothing that is written arrives any more. */
  readonly lost?: AbortSignal;
  /** Resolves when what was written has arrived, or is lost. */
  settled?(): Promise<void>;
}

export interface WriteFileOptions {
  /** Mode 0600, from the first byte on. */
  readonly secret: boolean;
  /** Without it an existing file is never replaced. */
  readonly replace: boolean;
}

/** Everything a run touches outside itself. What is left out is the real thing. */
export interface FlasherIo {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** Whether text may have colours; never without a terminal. */
  readonly colour?: boolean;
  /** Sees every event, whatever is printed. */
  readonly onEvent?: (event: FlasherEvent) => void;
  /** Interrupts the run, as Ctrl-C does. */
  readonly signal?: AbortSignal;
  readonly readFile?: (path: string) => Promise<Uint8Array>;
  /** Writes all or nothing. */
  readonly writeFile?: (
    path: string,
    bytes: Uint8Array,
    options: WriteFileOptions,
  ) => Promise<void>;
  /** Fails where `writeFile` would, before there is something to write. */
  readonly checkTarget?: (path: string, replace: boolean) => Promise<void>;
  readonly randomBytes?: (count: number) => Uint8Array;
  readonly clock?: FlasherClock;
  /** Variables of the environment that a command may ask for; none when left out. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Asks a person for a secret without showing it; absent where nobody sits at a terminal. */
  readonly askSecret?: (question: string) => Promise<string>;
  /** Version of the time zone data of this machine; its fingerprint when left out. */
  readonly zoneData?: string;
  /** The machine: its files, processes and ports. */
  readonly host?: HostSystem;
  readonly openLink?: (target: LinkTarget) => Promise<ByteLink>;
}
