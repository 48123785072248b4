import { createPrivateKey, X509Certificate } from 'node:crypto';

import { UsageError } from '@feierabend/protocol';

import type { LinkCredentials } from '../../core/ports.ts';
import type { MqttLinkOptions } from './mqtt-link.ts';

/**
 * What a device was provisioned with, in the form that TLS takes.
 *
 * @throws UsageError `MQTT_CREDENTIALS`; neither the sentence nor the cause quotes a certificate or the key.
 */
export function brokersOf(
  credentials: LinkCredentials,
): Pick<MqttLinkOptions, 'tenant' | 'device' | 'brokers'> {
  const { tenant, device, chain, anchors, brokers } = credentials;
  const caPem = pemOf(anchors);
  const certPem = pemOf(chain);
  const keyPem = privateKeyPem(credentials);
  return { tenant, device, brokers: brokers.map((url) => ({ url, caPem, certPem, keyPem })) };
}

function pemOf(certificates: readonly Uint8Array[]): string {
  try {
    return certificates.map((der) => new X509Certificate(der).toString()).join('');
  } catch (cause) {
    throw new UsageError({
      code: 'MQTT_CREDENTIALS',
      expected: 'the certificates of the provisioning record in X.509',
      came: 'one of them cannot be read',
      next: 'wipe the device and provision it again',
      cause,
    });
  }
}

/** RFC 7518 section 6.2: a private key goes with its point. */
function privateKeyPem({ privateKey, publicKey }: LinkCredentials): string {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
  const point = { x: text(publicKey.subarray(1, 33)), y: text(publicKey.subarray(33, 65)) };
  const key = { kty: 'EC', crv: 'P-256', ...point, d: text(privateKey) };
  const pem = createPrivateKey({ key, format: 'jwk' }).export({ type: 'pkcs8', format: 'pem' });
  return pem.toString();
}
