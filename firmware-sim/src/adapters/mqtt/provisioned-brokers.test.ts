import { deriveKeyPair } from '@feierabend/protocol';
import { p256 } from '@noble/curves/nist.js';
import { describe, expect, it } from 'vitest';

import { anchor, certify } from '../../testing/test-authority.ts';
import { x509 } from '../../hardware/x509.ts';
import { loadTlsContext } from './mqtt-tls.ts';
import { brokersOf } from './provisioned-brokers.ts';

const names = { tenant: 'acme', device: 'van-7' };
const keys = deriveKeyPair(new Uint8Array(32).fill(5));
const sign = (bytes: Uint8Array) => p256.sign(bytes, keys.privateKey, { format: 'der' });
const certificate = certify(x509.request(names, { publicKey: keys.publicKey, sign }));
const credentials = {
  ...names,
  chain: [certificate, anchor()],
  anchors: [anchor()],
  brokers: ['mqtts://a.example:8883', 'mqtts://b.example'],
  ...keys,
};

describe('what a device was provisioned with', () => {
  it('is one identity at every broker, and of use to TLS', () => {
    const { brokers, ...who } = brokersOf(credentials);
    expect(who).toEqual(names);
    expect(brokers.map(({ url }) => url)).toEqual(credentials.brokers);
    const [first] = brokers;
    expect(first?.certPem.match(/BEGIN CERTIFICATE/gu)).toHaveLength(2);
    expect(() => loadTlsContext(first ?? expect.fail('no broker'))).not.toThrow();
  });

  it('is refused where a certificate is none, without a word of it', () => {
    const garbage = new Uint8Array(40).fill(0x41);
    expect(() => brokersOf({ ...credentials, anchors: [garbage] })).toThrow(
      expect.objectContaining({ code: 'MQTT_CREDENTIALS' }),
    );
  });

  it('is of no use to TLS with the key of another device', () => {
    const { brokers } = brokersOf({ ...credentials, ...deriveKeyPair(new Uint8Array(32).fill(6)) });
    const [first] = brokers;
    expect(() => loadTlsContext(first ?? expect.fail('no broker'))).toThrow(
      /do not belong together/u,
    );
  });
});
