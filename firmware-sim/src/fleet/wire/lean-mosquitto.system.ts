import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { linkContract } from '../../adapters/link-contract.ts';
import type { MqttVersion } from '../../adapters/mqtt/mqtt-version.ts';
import { BrokerLinkBench } from '../../broker/link-bench.tool.ts';
import { Mosquitto } from '../../broker/mosquitto.ts';
import type { Credentials } from '../../pki/credentials.ts';
import { TestPki } from '../../pki/test-pki.ts';
import { FleetWire } from './fleet-wire.ts';
import { LeanLink } from './lean-link.ts';

const devices = Array.from({ length: 40 }, (_, at) => `van-${at}`);

let pki: TestPki;
let office: Credentials;
let broker: Mosquitto;
let bench: BrokerLinkBench<LeanLink> | undefined;
let used = 0;

beforeAll(async () => {
  pki = await TestPki.create({ now: Date.now });
  office = await pki.issueController('acme', 'office');
  broker = await Mosquitto.start({
    pki,
    identities: [
      { tenant: 'acme', name: 'office', role: 'controller' },
      ...devices.map((name) => ({ tenant: 'acme', name, role: 'device' }) as const),
    ],
  });
});

afterEach(async () => {
  await bench?.stop();
  bench = undefined;
});
afterAll(() => broker.stop());

describe.each<{ version: MqttVersion; resumesTls: boolean }>([
  { version: '5', resumesTls: false },
  { version: '5', resumesTls: true },
  { version: '3.1.1', resumesTls: false },
])(
  'the lean link over MQTT $version and mosquitto (TLS resumed: $resumesTls) is one that',
  (how) => {
    const { version, resumesTls } = how;
    const backOff = { firstMs: 10, lastMs: 50 };
    let resumed = 0;
    const wire = new FleetWire(
      { versions: [version], resumesTls, connectTimeoutMs: 10_000, backOff },
      { onResumed: () => void (resumed += 1) },
    );
    afterAll(() => {
      wire.stop();
      expect(resumed > 0).toBe(resumesTls);
    });

    it.each(linkContract)('$title', async (one) => {
      used += 1;
      bench = await BrokerLinkBench.start(
        {
          pki,
          brokerPort: broker.port,
          device: devices[used] ?? '',
          office: { name: 'office', credentials: office },
        },
        ({ url, tenant, device, identity }, events) =>
          new LeanLink(wire, { tenant, device, brokers: [url], tls: () => identity }, events),
      );
      await one.run(bench);
      expect(bench.links.every((link) => link.version === version)).toBe(true);
    });
  },
);
