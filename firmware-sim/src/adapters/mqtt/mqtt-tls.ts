import { connect, createSecureContext } from 'node:tls';
import type { SecureContext, TLSSocket } from 'node:tls';

import { UsageError } from '@feierabend/protocol';

/**
 * The TLS profile of every broker connection: BSI TR-02102-2, with forward secrecy only.
 *
 * TLS 1.3 is preferred and 1.2 is the floor. The suites are AES in GCM or CCM mode with full-length
 * tags, the groups NIST curves (keys and certificates of the house are P-256), the signatures ECDSA
 * or RSA-PSS. ChaCha20, X25519, CCM-8, static RSA and renegotiation are left out because the guideline does
 * not name them or forbids them; CBC, DHE, DSS, PSK and Brainpool, which it has as well, because nothing here
 * needs them. Source and tables: docs/mqtt.md.
 */
export const TLS_PROFILE = {
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  ciphers: [
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_AES_128_CCM_SHA256',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-AES128-CCM',
    'ECDHE-ECDSA-AES256-CCM',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES256-GCM-SHA384',
  ].join(':'),
  ecdhCurve: 'P-256:P-384:P-521',
  sigalgs: [
    'ecdsa_secp256r1_sha256',
    'ecdsa_secp384r1_sha384',
    'ecdsa_secp521r1_sha512',
    'rsa_pss_rsae_sha256',
    'rsa_pss_rsae_sha384',
    'rsa_pss_rsae_sha512',
  ].join(':'),
} as const;

/** Who the client is and whom it trusts, as PEM text. */
export interface TlsIdentity {
  readonly caPem: string;
  readonly certPem: string;
  readonly keyPem: string;
}

/** Where the broker listens. */
export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `mqtts://host:port`. Plain MQTT is not spoken, and neither user names nor passwords are:
 * the certificate is the identity.
 *
 * @throws UsageError `MQTT_URL`
 */
export function parseBrokerUrl(text: string): BrokerAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const problem = urlProblem(url);
  if (url === undefined || problem !== undefined) {
    throw new UsageError({
      code: 'MQTT_URL',
      expected: 'a broker address of the form mqtts://host:port',
      // The text itself is not repeated: it may hold a password.
      came: problem ?? 'the text is not a URL',
      next: 'give host and port only; who connects is said by the client certificate',
    });
  }
  const host = url.hostname.replace(/^\[(.*)\]$/u, '$1');
  return { host, port: url.port === '' ? 8883 : Number(url.port) };
}

function urlProblem(url: URL | undefined): string | undefined {
  if (url === undefined) return undefined;
  if (url.protocol !== 'mqtts:') return `the scheme is ${url.protocol.slice(0, -1)}`;
  if (url.hostname === '') return 'the host is missing';
  if (url.username !== '' || url.password !== '') return 'it carries a user name or a password';
  return undefined;
}

/**
 * Loads certificate and key once, so that a wrong file is the caller's mistake at start and not a
 * failed connection later.
 *
 * @throws UsageError `MQTT_CREDENTIALS`; neither the sentence nor the cause quotes the files.
 */
export function loadTlsContext(identity: TlsIdentity): SecureContext {
  try {
    return createSecureContext({
      ca: identity.caPem,
      cert: identity.certPem,
      key: identity.keyPem,
      ...TLS_PROFILE,
    });
  } catch (cause) {
    throw new UsageError({
      code: 'MQTT_CREDENTIALS',
      expected: 'a CA certificate, a client certificate and its private key in PEM',
      came: 'they could not be loaded or do not belong together',
      next: 'check the three files for the identity of this device',
      cause,
    });
  }
}

/**
 * Opens a connection. What is written to it waits inside the socket until the broker's certificate
 * is verified, so a stranger does not even learn the client id; that is Node's doing as long as
 * `rejectUnauthorized` stays true, and tested.
 */
export function openTlsStream(address: BrokerAddress, secureContext: SecureContext): TLSSocket {
  const socket = connect({
    host: address.host,
    port: address.port,
    secureContext,
    minVersion: TLS_PROFILE.minVersion,
    rejectUnauthorized: true,
  });
  // MQTT packets are small; with Nagle's algorithm each would wait for the answer to the one
  // before.
  socket.setNoDelay(true);
  return socket;
}
