/** Where text goes. */
export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** What a command touches of the process it runs in. */
export interface HilIo {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly signal: AbortSignal;
  /** Takes SIGINT and SIGTERM back from a library that has its own idea of them. */
  readonly ownSignals?: () => void;
  /** Unix milliseconds of the host: certificates and the `host` part of a report need it, nothing else does. */
  readonly now: () => number;
  readonly host: HilHost;
  /** In place of the suites: a file of tests that go wrong, with which the house tries `hil run` itself. */
  readonly suitesFile?: string;
  /** Of the key that signs evidence: the environment's FEIERABEND_PASSPHRASE. */
  readonly passphrase?: string | undefined;
  /** Asks the person at the terminal; absent where nobody is there. */
  readonly ask?: (question: string) => Promise<string>;
}

/** The machine and the program that runs us. */
export interface HilHost {
  /** Path of the Node that runs us, and runs virtual trackers. */
  readonly execPath: string;
  readonly platform: string;
  /** For the `host` part of a report. */
  readonly nodeVersion: string;
  /** Where programs of the system are looked for: the environment's PATH. */
  readonly searchPath?: string;
  /** What Node is given to start a virtual tracker; the program of the simulator when absent. */
  readonly trackerScript?: string | undefined;
  /** Of this process; what belongs to it is cleaned up when it is killed. */
  readonly pid?: number;
}
