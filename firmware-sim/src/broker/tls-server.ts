import { constants } from 'node:crypto';
import { createServer } from 'node:tls';
import type { Server } from 'node:tls';

import { TLS_PROFILE } from '../adapters/mqtt/mqtt-tls.ts';
import { LinkError } from '@feierabend/protocol';

import type { BrokerLimits } from './limits.ts';
import type { Credentials } from '../pki/credentials.ts';

/** What the broker needs of a PKI: whom it trusts and who it is. */
export interface BrokerPki {
  readonly caPem: string;
  readonly server: Credentials;
}

interface TlsServerOptions {
  /** Where it is false, the caller judges the certificate of a client. */
  readonly isStrict?: boolean;
  /** 48 bytes that seal the sessions which clients may take up again; without, none may. */
  readonly ticketKeys?: Buffer | undefined;
}

/** A session that is older begins anew, with certificates. */
const sessionTimeoutS = 24 * 3600;

/** A TLS server that finishes a handshake only with a certificate of the CA. */
export function createTlsServer(
  pki: BrokerPki,
  limits: BrokerLimits,
  { isStrict = true, ticketKeys }: TlsServerOptions = {},
): Server {
  // Without resumption each connection proves its identity anew, and an expired certificate is noticed.
  const noTicket = ticketKeys === undefined ? constants.SSL_OP_NO_TICKET : 0;
  const server = createServer({
    ...TLS_PROFILE,
    ca: pki.caPem,
    cert: pki.server.certPem,
    key: pki.server.keyPem,
    requestCert: true,
    rejectUnauthorized: isStrict,
    honorCipherOrder: true,
    // Acknowledgements are small, and each waits for the next packet otherwise.
    noDelay: true,
    handshakeTimeout: limits.handshakeTimeoutMs,
    secureOptions: noTicket | constants.SSL_OP_NO_RENEGOTIATION,
    ...(ticketKeys === undefined ? {} : { ticketKeys, sessionTimeout: sessionTimeoutS }),
  });
  // Node ends a failed handshake by itself, but only reports one that never comes to an end.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.maxConnections = limits.connectionsMax;
  return server;
}

/** Listens on loopback; port 0 lets the system choose. Returns the port. */
export function listenOnLoopback(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new LinkError({
          code: 'BROKER_PORT',
          expected: `to listen on 127.0.0.1:${port}`,
          came: 'the port is taken or not allowed',
          next: 'choose another port, or 0 for a free one',
          cause,
        }),
      );
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
