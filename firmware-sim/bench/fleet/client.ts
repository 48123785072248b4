import type { Credentials } from '../../src/pki/credentials.ts';

/** Where the broker of the bench is, and who its devices are. */
export interface BenchPlace {
  readonly port: number;
  /** The same list for every device, as in a fleet. */
  readonly brokers: readonly string[];
  /** Undefined: plain TCP. */
  readonly tls: BenchTls | undefined;
  readonly version: BenchVersion;
}

export type BenchVersion = '3.1.1' | '5';

export interface BenchTls {
  readonly caPem: string;
  /** One for each device. */
  readonly devices: readonly Credentials[];
}

/** A client under measurement: many connections in one process, all of the same kind. */
export interface BenchClient {
  /** Connects one more device as a tracker does (persistent session, will, subscription); resolves when it may publish. */
  connect(index: number): Promise<void>;
  /** Publishes with QoS 1; `done` when it is acknowledged. */
  publish(index: number, done: () => void): void;
  /** Loses its connection, as in an outage, and connects once more. */
  again?(index: number): Promise<void>;
  /** What is behind the connections, where there is something. */
  readonly behind?: Behind;
}

/** What costs time and memory that no connection costs, and is told apart. */
export interface Behind {
  /** Makes one more, before it connects. */
  make(index: number): void;
  /** Lets these finish what they began with, and rest. */
  rest(from: number, until: number): Promise<void>;
  /** The working day begins. */
  begin(): Promise<void>;
  /** Each has something to publish, from now on until it was published. */
  prepare(): Promise<void>;
}

/** A sealed frame of 60 bytes. */
export const payload = Buffer.alloc(60, 0xa5);
export const tenant = 'acme';
export const deviceName = (index: number) => `van-${index}`;
