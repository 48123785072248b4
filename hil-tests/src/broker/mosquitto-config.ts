import { isDeviceChannel, topicOf } from './topic.ts';
import type { Channel } from './topic.ts';
import type { Identity } from './identity.ts';

export interface MosquittoFiles {
  readonly port: number;
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly aclFile: string;
}

const channels: readonly Channel[] = ['report', 'status', 'event', 'journal', 'smp/rsp', 'smp/req'];

/**
 * A mosquitto on loopback that speaks MQTT 5 and 3.1.1 to clients with a certificate, in the TLS profile of the house as far
 * as mosquitto can be told.
 *
 * The whole subject of the certificate is user name and client id: with the common name alone, devices of two tenants that
 * bear the same name would share a session.
 */
export function mosquittoConfig(files: MosquittoFiles): string {
  return `${[
    `listener ${files.port} 127.0.0.1`,
    `cafile ${files.caFile}`,
    `certfile ${files.certFile}`,
    `keyfile ${files.keyFile}`,
    'tls_version tlsv1.2',
    'ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384',
    'ciphers_tls1.3 TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384',
    'require_certificate true',
    'use_subject_as_username true',
    'use_username_as_clientid true',
    'allow_anonymous false',
    `acl_file ${files.aclFile}`,
    'persistence false',
    'retain_available false',
    'max_packet_size 65536',
    'max_queued_messages 100000',
    'log_type error',
    'log_type warning',
  ].join('\n')}\n`;
}

/** The access rules of the house (docs/mqtt.md) for these clients, and nothing for anybody else. */
export function mosquittoAcl(identities: readonly Identity[]): string {
  return identities
    .map((identity) => [`user ${subjectOf(identity)}`, ...rulesOf(identity), ''].join('\n'))
    .join('\n');
}

/** As OpenSSL writes a subject in the form of RFC 2253: the last attribute first. */
function subjectOf({ name, tenant, role }: Identity): string {
  return `OU=${role},O=${tenant},CN=${name}`;
}

function rulesOf({ name, tenant, role }: Identity): string[] {
  if (role === 'controller') {
    return [
      ...channels.filter(isDeviceChannel).map((one) => `topic read ${topicOf(tenant, '+', one)}`),
      `topic readwrite ${topicOf(tenant, '+', 'smp/req')}`,
    ];
  }
  return [
    ...channels.filter(isDeviceChannel).map((one) => `topic write ${topicOf(tenant, name, one)}`),
    `topic read ${topicOf(tenant, name, 'smp/req')}`,
  ];
}
