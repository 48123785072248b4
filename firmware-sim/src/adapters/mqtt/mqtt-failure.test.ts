import { expect, it } from 'vitest';

import { explainMqttFailure, isLastingFailure } from './mqtt-failure.ts';

const address = { host: 'broker.example', port: 8883 };
const error = (code: unknown, message = 'text of the library') =>
  Object.assign(new TypeError(message), code === undefined ? {} : { code });

it.each([
  ['SELF_SIGNED_CERT_IN_CHAIN', 'MQTT_UNTRUSTED_BROKER'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'MQTT_UNTRUSTED_BROKER'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'MQTT_UNTRUSTED_BROKER'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'MQTT_UNTRUSTED_BROKER'],
  ['CERT_SIGNATURE_FAILURE', 'MQTT_UNTRUSTED_BROKER'],
  ['INVALID_PURPOSE', 'MQTT_UNTRUSTED_BROKER'],
  ['CERT_HAS_EXPIRED', 'MQTT_UNTRUSTED_BROKER'],
  ['CERT_NOT_YET_VALID', 'MQTT_UNTRUSTED_BROKER'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'MQTT_UNTRUSTED_BROKER'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'MQTT_IDENTITY_REFUSED'],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'MQTT_IDENTITY_REFUSED'],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'MQTT_IDENTITY_REFUSED'],
  ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', 'MQTT_IDENTITY_REFUSED'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'MQTT_TLS'],
  ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', 'MQTT_TLS'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'MQTT_TLS'],
  ['ECONNREFUSED', 'MQTT_UNREACHABLE'],
  ['ENOTFOUND', 'MQTT_UNREACHABLE'],
  ['EAI_AGAIN', 'MQTT_UNREACHABLE'],
  ['ENETUNREACH', 'MQTT_UNREACHABLE'],
  ['EHOSTUNREACH', 'MQTT_UNREACHABLE'],
  ['ETIMEDOUT', 'MQTT_TIMEOUT'],
  ['ECONNRESET', 'MQTT_CLOSED'],
  ['EPIPE', 'MQTT_CLOSED'],
  [1, 'MQTT_REFUSED'],
  [2, 'MQTT_REFUSED'],
  [3, 'MQTT_UNREACHABLE'],
  [5, 'MQTT_REFUSED'],
])('explains %s as %s', (code, expected) => {
  expect(explainMqttFailure(error(code), address).code).toBe(expected);
});

it('has a code of its own for a packet that is too long', () => {
  expect(explainMqttFailure(new TypeError('packet too long'), address).code).toBe(
    'MQTT_PACKET_SIZE',
  );
});

it.each([
  'Invalid header flag bits, must be 0x0 for puback packet',
  'Invalid variable byte integer',
  'Cannot parse topic',
  'Malformed suback, no payload specified',
  'Not supported',
  'Packet too short',
])('calls what is no MQTT just that, and not a certificate of another CA: %s', (text) => {
  expect(explainMqttFailure(new TypeError(text), address).code).toBe('MQTT_GARBLED');
});

it.each(['INVALID_HEADER', 'UNABLE_TO_', 'CERT_OF_NOBODY', 'PATH_LENGTH_OF_A_FILE'])(
  'knows whole codes of OpenSSL only, and not %s',
  (code) => {
    expect(explainMqttFailure(error(code), address).code).not.toBe('MQTT_UNTRUSTED_BROKER');
  },
);

it('finds in the text what Node reports only as EPROTO', () => {
  const text = 'write EPROTO 40:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert ';
  const codeOf = (rest: string) => explainMqttFailure(error('EPROTO', text + rest), address).code;
  expect(codeOf('protocol version:rec_layer_s3.c:1605:SSL alert number 70')).toBe('MQTT_TLS');
  expect(codeOf('unknown ca:rec_layer_s3.c:1605:SSL alert number 48')).toBe(
    'MQTT_IDENTITY_REFUSED',
  );
});

it('has a sentence for an error it never heard of, and for none', () => {
  for (const cause of [undefined, 'text', error(undefined), error('EWEIRD')]) {
    expect(explainMqttFailure(cause, address).message).toMatch(
      /^Expected the broker at broker\.example:8883 to keep the connection, but .*; look .*\.$/u,
    );
  }
});

it('does not repeat the text of the library', () => {
  expect(explainMqttFailure(error('ECONNREFUSED', 'secret'), address).message).not.toContain(
    'secret',
  );
});

it('tells what time heals from what it does not', () => {
  expect(['MQTT_UNREACHABLE', 'MQTT_TIMEOUT', 'MQTT_CLOSED'].some(isLastingFailure)).toBe(false);
  expect(
    ['MQTT_UNTRUSTED_BROKER', 'MQTT_REFUSED', 'MQTT_IDENTITY_REFUSED', 'MQTT_TLS'].every(
      isLastingFailure,
    ),
  ).toBe(true);
});
