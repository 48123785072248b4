import { connect as connectTcp } from 'node:net';

import { MqttClient } from 'mqtt';

import { loadTlsContext, openTlsStream } from '../../src/adapters/mqtt/mqtt-tls.ts';
import { deviceTopic, WILL_PAYLOAD } from '../../src/adapters/mqtt/mqtt-topics.ts';
import { protocolLevel } from '../../src/adapters/mqtt/mqtt-version.ts';
import { deviceName, payload, tenant, type BenchClient, type BenchPlace } from './client.ts';

const will = Buffer.from(WILL_PAYLOAD);

/** MQTT.js, on the same streams that a single tracker has, and with the same CONNECT and SUBSCRIBE. */
export function mqttjsClient({ port, tls, version }: BenchPlace): BenchClient {
  const address = { host: '127.0.0.1', port };
  const clients: MqttClient[] = [];
  const open = (index: number) => {
    const credentials = tls?.devices[index];
    if (tls === undefined || credentials === undefined) {
      return connectTcp({ ...address, noDelay: true });
    }
    return openTlsStream(address, loadTlsContext({ caPem: tls.caPem, ...credentials }));
  };
  return {
    connect: (index) =>
      new Promise((resolve, reject) => {
        const device = deviceName(index);
        const client = new MqttClient(() => open(index), {
          protocolVersion: protocolLevel(version),
          clientId: `${tenant}/${device}`,
          clean: false,
          ...(version === '5' ? { properties: { sessionExpiryInterval: 3600 } } : {}),
          keepalive: 60,
          reconnectPeriod: 0,
          resubscribe: false,
          will: {
            topic: deviceTopic(tenant, device, 'status'),
            payload: will,
            qos: 1,
            retain: false,
          },
        });
        clients[index] = client;
        client.once('error', reject);
        client.once('connect', () => {
          client.subscribe(deviceTopic(tenant, device, 'smp/req'), { qos: 1 }, (error) => {
            if (error instanceof Error) reject(error);
            else resolve();
          });
        });
      }),
    publish: (index, done) => {
      const topic = deviceTopic(tenant, deviceName(index), 'report');
      clients[index]?.publish(topic, payload, { qos: 1 }, done);
    },
  };
}
