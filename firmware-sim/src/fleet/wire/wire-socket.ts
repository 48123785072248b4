import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';

import { loadTlsContext, TLS_PROFILE, type TlsIdentity } from '../../adapters/mqtt/mqtt-tls.ts';

/** What a connection needs of `net.Socket` and `tls.TLSSocket`. */
export interface WireSocket {
  write(bytes: Uint8Array): boolean;
  /** Bytes that the system has not taken yet. */
  readonly writableLength: number;
  readonly writableNeedDrain: boolean;
  end(): unknown;
  destroy(): unknown;
  on(event: WireEvent, listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'session', listener: (session: Buffer) => void): unknown;
}

type WireEvent = 'connect' | 'secureConnect' | 'drain' | 'close';

export interface DialOptions {
  readonly ip: string;
  readonly port: number;
  /** As it stands in the broker's certificate. */
  readonly host: string;
  readonly localAddress: string | undefined;
  /** Undefined: plain TCP. */
  readonly identity: TlsIdentity | undefined;
  /** A session of this very device at this broker, to take up again. */
  readonly session: Buffer | undefined;
  /** Where everybody reads into; what is there is gone when `read` returns. */
  readonly buffer: Buffer;
  read(length: number): void;
}

/** Opens sockets; tests have their own. */
export type OpenSocket = (options: DialOptions) => {
  readonly socket: WireSocket;
  /** Tells that MQTT may be spoken. */
  readonly ready: 'connect' | 'secureConnect';
};

/** @throws UsageError `MQTT_CREDENTIALS` */
export const openSocket: OpenSocket = (options) => {
  const { ip, port, host, localAddress, identity, session, buffer } = options;
  const common = {
    host: ip,
    port,
    noDelay: true,
    ...(localAddress === undefined ? {} : { localAddress }),
    onread: {
      buffer,
      callback: (length: number) => {
        options.read(length);
        return true;
      },
    },
  };
  if (identity === undefined) return { socket: connectTcp(common), ready: 'connect' };
  const socket = connectTls({
    ...common,
    secureContext: loadTlsContext(identity),
    minVersion: TLS_PROFILE.minVersion,
    rejectUnauthorized: true,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(session === undefined ? {} : { session }),
  });
  return { socket, ready: 'secureConnect' };
};
