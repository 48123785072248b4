import type { Credentials } from '../../src/pki/credentials.ts';

/** Where the broker of the bench is, and who its devices are. */
export interface BenchPlace {
  readonly port: number;
  /** Undefined: plain TCP. */
  readonly tls: BenchTls | undefined;
}

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
}

/** A sealed frame of 60 bytes. */
export const payload = Buffer.alloc(60, 0xa5);
export const tenant = 'acme';
export const deviceName = (index: number) => `van-${index}`;
