import { connect as connectTcp, isIP } from 'node:net';
import { checkServerIdentity, connect as connectTls, type TLSSocket } from 'node:tls';

import { TLS_PROFILE, type TlsIdentity } from '../../adapters/mqtt/mqtt-tls.ts';
import { DeviceContexts } from './device-contexts.ts';

/** What a connection needs of `net.Socket` and `tls.TLSSocket`. */
export interface WireSocket {
  write(bytes: Uint8Array): boolean;
  /** Bytes that the system has not taken yet. */
  readonly writableLength: number;
  readonly writableNeedDrain: boolean;
  end(): unknown;
  destroy(): unknown;
  on(event: WireEvent, listener: () => void): unknown;
  once(event: 'drain', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'session', listener: (session: Buffer) => void): unknown;
}

type WireEvent = 'connect' | 'secureConnect' | 'close';

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
  /** Where everybody reads into; what is there is gone when `read` returns. It returns true: go on. */
  readonly buffer: Buffer;
  readonly read: (length: number) => boolean;
}

/** Opens sockets; tests have their own. */
export type OpenSocket = (options: DialOptions) => {
  readonly socket: WireSocket;
  /** Tells that MQTT may be spoken. */
  readonly ready: 'connect' | 'secureConnect';
};

/** Opens real sockets. What it returns throws UsageError `MQTT_CREDENTIALS`. */
export function socketOpener(): OpenSocket {
  const contexts = new DeviceContexts();
  return (options) => {
    const { ip, port, localAddress, identity, buffer, read } = options;
    const onread = { buffer, callback: read };
    if (identity === undefined) {
      const socket = connectTcp({ host: ip, port, noDelay: true, localAddress, onread });
      return { socket, ready: 'connect' };
    }
    const { host, session } = options;
    const tcp = {
      host: ip,
      port,
      onread,
      ...(localAddress === undefined ? {} : { localAddress }),
    };
    const socket = connectTls({
      ...tcp,
      secureContext:
        session === undefined ? contexts.of(identity) : contexts.nameless(identity.caPem),
      minVersion: TLS_PROFILE.minVersion,
      rejectUnauthorized: true,
      checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(session === undefined ? {} : { session }),
    });
    showBriefly(socket);
    // Said to the socket: `tls.connect` drops the option, and then each report waits for the acknowledgement of the one before.
    socket.setNoDelay(true);
    if (session !== undefined) {
      socket.once('secureConnect', () => {
        // Nobody speaks to a broker without a name: what closes here is tried again with the certificate.
        if (!socket.isSessionReused()) socket.destroy();
      });
    }
    return { socket, ready: 'secureConnect' };
  };
}

/**
 * Before Node asks whether the name is right, it describes every certificate of the broker's chain in JavaScript, which is a
 * fifth of what connecting takes. The name stands in the first one; the chain is verified by OpenSSL, before.
 */
function showBriefly(socket: TLSSocket): void {
  const getPeerCertificate = socket.getPeerCertificate.bind(socket, false);
  Object.assign(socket, { getPeerCertificate });
}
