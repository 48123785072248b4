import { LinkError } from '@feierabend/protocol';

import type { BrokerAddress } from './mqtt-tls.ts';

/** What can go wrong between a client and its broker; stable codes. */
const MqttFailureCode = {
  /**
   * The broker's certificate is not one of the trusted CA's, is out of date, or names another host.
   */
  untrustedBroker: 'MQTT_UNTRUSTED_BROKER',
  /** The broker does not accept the client certificate. */
  identityRefused: 'MQTT_IDENTITY_REFUSED',
  /** The broker read the CONNECT or SUBSCRIBE packet and said no. */
  refused: 'MQTT_REFUSED',
  /** No common TLS version or suite, or the port does not speak TLS. */
  tls: 'MQTT_TLS',
  unreachable: 'MQTT_UNREACHABLE',
  /** The broker answered a message with no; it is kept, and tried again with back-off. */
  publishRefused: 'MQTT_PUBLISH_REFUSED',
  /** The connection ended without a reason. */
  closed: 'MQTT_CLOSED',
  timeout: 'MQTT_TIMEOUT',
  /** A packet was announced that is longer than any of ours. */
  packetSize: 'MQTT_PACKET_SIZE',
  /** What came is no packet of MQTT. */
  garbled: 'MQTT_GARBLED',
} as const;
type MqttFailureCode = (typeof MqttFailureCode)[keyof typeof MqttFailureCode];

interface Explanation {
  readonly code: MqttFailureCode;
  readonly expected: string;
  readonly came: string;
  readonly next: string;
}

interface Rule {
  readonly sign: RegExp;
  readonly explain: (at: string) => Explanation;
}

/** Waiting and trying again cannot heal these: somebody has to change a file. */
export function isLastingFailure(code: string): boolean {
  return (
    code === MqttFailureCode.untrustedBroker ||
    code === MqttFailureCode.identityRefused ||
    code === MqttFailureCode.refused ||
    code === MqttFailureCode.tls
  );
}

/**
 * Turns whatever Node, OpenSSL or the MQTT client reports into one sentence. The text of the
 * original is not repeated.
 */
export function explainMqttFailure(error: unknown, address: BrokerAddress): LinkError {
  const at = `${address.host}:${address.port}`;
  const sign = signOf(error);
  const rule = RULES.find((candidate) => candidate.sign.test(sign));
  const parts = rule === undefined ? closed(at) : rule.explain(at);
  return new LinkError({ ...parts, ...(error === undefined ? {} : { cause: error }) });
}

/**
 * Node names some TLS failures by code and others only by EPROTO and OpenSSL's text, and the names
 * changed with OpenSSL 3.2 (`SSLV3_ALERT` became `SSL/TLS_ALERT`), so code and text are searched
 * together.
 */
function signOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const code = 'code' in error ? error.code : undefined;
  const text = error.message.toUpperCase().replaceAll(' ', '_');
  if (typeof code === 'number') return `CONNACK_${code}`;
  return typeof code === 'string' ? `${code} ${text}` : text;
}

const untrusted = (at: string, came: string, next: string): Explanation => ({
  code: MqttFailureCode.untrustedBroker,
  expected: `the broker at ${at} to show a valid certificate of the trusted CA`,
  came,
  next,
});

const refused = (at: string, came: string, next: string): Explanation => ({
  code: MqttFailureCode.refused,
  expected: `the broker at ${at} to accept this client`,
  came,
  next,
});

const closed = (at: string): Explanation => ({
  code: MqttFailureCode.closed,
  expected: `the broker at ${at} to keep the connection`,
  came: 'it was closed without a reason',
  next: "look into the broker's log; an unknown or expired client certificate looks like this too",
});

const unreachable = (at: string, came: string, next: string): Explanation => ({
  code: MqttFailureCode.unreachable,
  expected: `a broker at ${at}`,
  came,
  next,
});

const NO_COMMON_TLS = new RegExp(
  [
    'PROTOCOL_VERSION',
    'UNSUPPORTED_PROTOCOL',
    'HANDSHAKE_FAILURE',
    'INSUFFICIENT_SECURITY',
    'WRONG_VERSION',
    'NO_SHARED',
    'NO_SUITABLE',
    'PACKET_LENGTH_TOO_LONG',
  ].join('|'),
  'u',
);

/** What Node calls a certificate that OpenSSL cannot trust: `X509_V_ERR_*` without the prefix. */
const UNTRUSTED_CERTIFICATE = new RegExp(
  `^(?:${[
    'UNABLE_TO_GET_(?:ISSUER_CERT|ISSUER_CERT_LOCALLY|CRL)',
    'UNABLE_TO_DECRYPT_(?:CERT|CRL)_SIGNATURE',
    'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'CERT_(?:SIGNATURE_FAILURE|CHAIN_TOO_LONG|REVOKED|UNTRUSTED|REJECTED)',
    'INVALID_(?:CA|PURPOSE)',
    'PATH_LENGTH_EXCEEDED',
  ].join('|')})(?: |$)`,
  'u',
);

/** How the sentences of the MQTT parser begin, which have no code; and the word of the fleet's. */
const NO_MQTT =
  /^(?:GARBLED|INVALID|CANNOT_PARSE|MALFORMED|UNKNOWN_PROPERTY|NOT_SUPPORTED|PACKET_(?:TOO_SHORT|MUST_NOT))(?:_|$)/u;

const RULES: readonly Rule[] = [
  {
    sign: /^PACKET_TOO_LONG$/u,
    explain: (at) => ({
      code: MqttFailureCode.packetSize,
      expected: `packets of at most 64 KiB from the broker at ${at}`,
      came: 'a longer one was announced, or its length has no end',
      next: 'look who sends it; a broker that speaks MQTT does not by itself',
    }),
  },
  {
    sign: /^CERT_HAS_EXPIRED|^CERT_NOT_YET_VALID/u,
    explain: (at) =>
      untrusted(
        at,
        'its certificate is out of date',
        "renew the broker's certificate, and check this machine's date",
      ),
  },
  {
    sign: /^ERR_TLS_CERT_ALTNAME_INVALID/u,
    explain: (at) =>
      untrusted(
        at,
        'its certificate names another host',
        'use a host name the certificate names, or a certificate for this host',
      ),
  },
  {
    sign: UNTRUSTED_CERTIFICATE,
    explain: (at) =>
      untrusted(
        at,
        'its certificate is of another CA',
        'give the CA file of this broker, or do not connect if you did not expect another one',
      ),
  },
  {
    sign: NO_MQTT,
    explain: (at) => ({
      code: MqttFailureCode.garbled,
      expected: `the broker at ${at} to send MQTT packets that a client may be sent`,
      came: 'it sent something else',
      next: 'check that the port is one of MQTT, and what lies between it and this machine',
    }),
  },
  {
    sign: /ALERT_(?:CERTIFICATE|UNKNOWN_CA|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED)/u,
    explain: (at) => ({
      code: MqttFailureCode.identityRefused,
      expected: `the broker at ${at} to accept the client certificate`,
      came: 'it refused it as missing, expired or of another CA',
      next: 'give the certificate that was issued to this client by the CA of the broker',
    }),
  },
  {
    sign: NO_COMMON_TLS,
    explain: (at) => ({
      code: MqttFailureCode.tls,
      expected: `the broker at ${at} to speak TLS 1.2 or 1.3 with a suite of BSI TR-02102-2`,
      came: 'no common version and suite was found',
      next: "check that the port is the broker's TLS port, and the broker's TLS settings",
    }),
  },
  {
    sign: /^CONNACK_(?:1|132)$/u,
    explain: (at) =>
      refused(
        at,
        'it speaks none of the MQTT versions that are allowed here',
        'allow MQTT 5 and 3.1.1 in the device file, or use another broker',
      ),
  },
  {
    sign: /^CONNACK_(?:3|136|137|139|151|156|157|159)$/u,
    explain: (at) =>
      unreachable(at, 'it says it is not available', 'try again later, or name a second broker'),
  },
  {
    sign: /^CONNACK_142$/u,
    explain: (at) => ({
      ...closed(at),
      came: 'another client connected with the same identity',
      next: 'issue a certificate of its own to every client, and start each only once',
    }),
  },
  {
    sign: /^CONNACK_149$/u,
    explain: (at) =>
      refused(
        at,
        'it takes smaller packets only than a tracker sends',
        "raise the broker's maximum packet size to 8192 bytes or more",
      ),
  },
  {
    sign: /^CONNACK_\d/u,
    explain: (at) =>
      refused(
        at,
        'client id, last will and certificate do not belong together, or it is not authorised',
        'give tenant and name exactly as they stand in the certificate',
      ),
  },
  {
    sign: /^SUBSCRIPTION_REFUSED/u,
    explain: (at) =>
      refused(at, 'it refused the subscription', "check the broker's access rules for this client"),
  },
  {
    sign: /^PUBLISH_REFUSED/u,
    explain: (at) => ({
      code: MqttFailureCode.publishRefused,
      expected: `the broker at ${at} to take a message`,
      came: 'it refused it; the message is kept',
      next: "check the broker's access rules and quota for this client",
    }),
  },
  {
    sign: /^(?:CONNACK|ACK|KEEPALIVE)_TIMEOUT|^ETIMEDOUT/u,
    explain: (at) => ({
      code: MqttFailureCode.timeout,
      expected: `the broker at ${at} to answer in time`,
      came: 'the deadline passed',
      next: 'check address, network and firewall',
    }),
  },
  {
    sign: /^ECONNREFUSED/u,
    explain: (at) =>
      unreachable(at, 'nothing listens there', 'start the broker, or correct host and port'),
  },
  {
    sign: /^(?:ENOTFOUND|EAI_|EHOST|ENET|EADDRNOTAVAIL|EACCES|ECONNABORTED)/u,
    explain: (at) =>
      unreachable(at, 'the host cannot be reached', 'check host name, network and firewall'),
  },
];
