import { createSecureContext } from 'node:tls';

import { describe, expect, it } from 'vitest';

import { parseBrokerUrl, TLS_PROFILE } from './mqtt-tls.ts';

it.each([
  ['mqtts://127.0.0.1:18883', { host: '127.0.0.1', port: 18_883 }],
  ['mqtts://broker.example', { host: 'broker.example', port: 8883 }],
  ['mqtts://[::1]:1', { host: '::1', port: 1 }],
])('reads %s', (text, expected) => {
  expect(parseBrokerUrl(text)).toEqual(expected);
});

it.each([
  ['', 'the text is not a URL'],
  ['127.0.0.1:8883', 'the text is not a URL'],
  ['mqtts://host:99999', 'the text is not a URL'],
  ['mqtt://broker.example', 'the scheme is mqtt'],
  ['https://broker.example', 'the scheme is https'],
  ['mqtts://', 'the host is missing'],
  ['mqtts://van:hunter2@broker.example', 'it carries a user name or a password'],
])('refuses %j, because %s', (text, came) => {
  let error: unknown;
  try {
    parseBrokerUrl(text);
  } catch (caught) {
    error = caught;
  }
  expect(error).toMatchObject({ code: 'MQTT_URL', came });
  expect(String(error)).not.toContain('hunter2');
});

/**
 * What BSI TR-02102-2 recommends beyond 2028, from the machine-readable specifications of BSI's test tool TaSK (commit 40b7856):
 * suites of TLS 1.2 (table 1, without CBC and DSS) and 1.3 (table 12), groups (tables 5 and 9, by their names in OpenSSL),
 * signatures (tables 6 and 10).
 */
const recommended = {
  ciphers: [
    'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    'TLS_ECDHE_ECDSA_WITH_AES_128_CCM',
    'TLS_ECDHE_ECDSA_WITH_AES_256_CCM',
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384',
    'TLS_DHE_RSA_WITH_AES_128_CCM',
    'TLS_DHE_RSA_WITH_AES_256_CCM',
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_AES_128_CCM_SHA256',
  ],
  ecdhCurve: ['P-256', 'P-384', 'P-521', 'brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1'],
  sigalgs: [
    'rsa_pss_rsae_sha256',
    'rsa_pss_rsae_sha384',
    'rsa_pss_rsae_sha512',
    'rsa_pss_pss_sha256',
    'rsa_pss_pss_sha384',
    'rsa_pss_pss_sha512',
    'ecdsa_secp256r1_sha256',
    'ecdsa_secp384r1_sha384',
    'ecdsa_secp521r1_sha512',
  ],
} as const;

/** The name of a suite by IANA, from that by OpenSSL. */
function ianaName(suite: string): string {
  if (!suite.includes('-') || suite.startsWith('P-')) return suite;
  const [exchange, sign, cipher = '', ...rest] = suite.split('-');
  const sized = cipher.replace('AES', 'AES_');
  return ['TLS', exchange, sign, 'WITH', sized, ...rest].join('_');
}

describe('the TLS profile', () => {
  it.each(['ciphers', 'ecdhCurve', 'sigalgs'] as const)(
    'has no %s that BSI TR-02102-2 does not recommend',
    (part) => {
      const ours = TLS_PROFILE[part].split(':').map(ianaName);
      const foreign = ours.filter(
        (name) => !(recommended[part] as readonly string[]).includes(name),
      );
      expect([ours.length > 2, foreign]).toEqual([true, []]);
    },
  );

  it('would not have one that it does not', () => {
    expect(recommended.ciphers).not.toContain(ianaName('ECDHE-ECDSA-CHACHA20-POLY1305'));
    expect(recommended.ciphers).not.toContain(ianaName('ECDHE-ECDSA-AES128-CCM8'));
    expect(recommended.ciphers).not.toContain(ianaName('AES128-GCM-SHA256'));
  });

  it('names nothing but what the TLS of this machine knows', () => {
    expect(() => createSecureContext(TLS_PROFILE)).not.toThrow();
    expect(TLS_PROFILE).toMatchObject({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' });
  });
});
