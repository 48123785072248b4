import { DataError, eeaCountries } from '@feierabend/protocol';
import { z } from 'zod';

import type { MqttLinkOptions } from '../adapters/mqtt/mqtt-link.ts';
import { parseBrokerUrl } from '../adapters/mqtt/mqtt-tls.ts';
import { mqttVersions } from '../adapters/mqtt/mqtt-version.ts';

const broker = z.strictObject({
  url: z.string(),
  /** Where the broker's data centre stands. */
  region: z.enum(eeaCountries, {
    error: 'expected the country of the data centre as two letters, and one of the EU or the EEA',
  }),
  ca: z.string(),
  cert: z.string(),
  key: z.string(),
});

/** The brokers a device may connect to, and no others, in the order of preference. */
export const networkFile = z.strictObject({
  brokers: z.array(broker).min(1).max(4),
  /** In the order of preference. */
  mqttVersions: z.array(z.enum(mqttVersions)).min(1).max(mqttVersions.length).optional(),
});
export type NetworkFile = z.infer<typeof networkFile>;

/** One attempt to reach a broker; virtual trackers stand beside theirs. */
export const connectTimeoutMs = 5_000;

/**
 * Reads the files a network names. Throws UsageError `MQTT_URL` for a broker that is none, and {@link DataError}
 * `DEVICE_CONFIG` for one that is named twice.
 */
export async function loadNetwork(
  file: NetworkFile,
  names: { readonly tenant: string; readonly device: string },
  readPem: (path: string) => Promise<string>,
): Promise<MqttLinkOptions> {
  const { brokers, mqttVersions: versions } = file;
  const addresses = brokers.map(({ url }) => parseBrokerUrl(url));
  const different = new Set(addresses.map(({ host, port }) => `${host}:${port}`));
  if (different.size < brokers.length) throw namedTwice();
  return {
    ...names,
    connectTimeoutMs,
    ...(versions === undefined ? {} : { versions }),
    brokers: await Promise.all(
      brokers.map(async ({ url, ca, cert, key }) => ({
        url,
        caPem: await readPem(ca),
        certPem: await readPem(cert),
        keyPem: await readPem(key),
      })),
    ),
  };
}

function namedTwice(): DataError {
  return new DataError({
    code: 'DEVICE_CONFIG',
    expected: 'every broker of a device file once',
    came: 'two entries name the same host and port',
    next: 'remove one of them, or correct its address',
  });
}
