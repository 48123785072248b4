import { grantsOf, subjectOf } from './grants.ts';
import type { Identity } from './identity.ts';
import { identitiesOf, type Tenants } from './tenants-file.ts';

/** `folder` is where the files will be on the broker's machine. */
export function mosquittoFiles(tenants: Tenants, folder: string): Record<string, string> {
  return {
    'mosquitto.conf': mosquittoConfig(tenants.broker, `${folder}/acl`),
    acl: mosquittoAcl(identitiesOf(tenants)),
  };
}

/**
 * A mosquitto that speaks MQTT 5 and 3.1.1 to clients with a certificate, in the TLS profile of the house as far as mosquitto
 * can be told.
 *
 * The whole subject of the certificate is user name and client id: with the common name alone, devices of two tenants that
 * bear the same name would share a session.
 */
function mosquittoConfig(broker: Tenants['broker'], aclFile: string): string {
  const { address, port, ca, cert, key, data } = broker;
  return `${[
    `listener ${port} ${address}`,
    `cafile ${ca}`,
    `certfile ${cert}`,
    `keyfile ${key}`,
    'tls_version tlsv1.2',
    'ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384',
    'ciphers_tls1.3 TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384',
    'require_certificate true',
    'use_subject_as_username true',
    'use_username_as_clientid true',
    'allow_anonymous false',
    `acl_file ${aclFile}`,
    ...(data === undefined
      ? ['persistence false']
      : ['persistence true', `persistence_location ${data.replace(/\/?$/u, '/')}`]),
    'retain_available false',
    'max_packet_size 65536',
    'max_queued_messages 100000',
    'log_type error',
    'log_type warning',
  ].join('\n')}\n`;
}

/** The access rules of the house (docs/mqtt.md) for these clients, and nothing for anybody else. */
function mosquittoAcl(identities: readonly Identity[]): string {
  return identities
    .map((identity) => {
      const { publish, receive } = grantsOf(identity);
      const both = publish.filter((topic) => receive.includes(topic));
      return [
        `user ${subjectOf(identity)}`,
        ...publish.filter((topic) => !both.includes(topic)).map((topic) => `topic write ${topic}`),
        ...receive.filter((topic) => !both.includes(topic)).map((topic) => `topic read ${topic}`),
        ...both.map((topic) => `topic readwrite ${topic}`),
        '',
      ].join('\n');
    })
    .join('\n');
}
