import { linkContract } from '../adapters/link-contract.ts';
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';

import type { Credentials } from '../pki/credentials.ts';
import { TestPki } from '../pki/test-pki.ts';
import { startEmbeddedBroker } from './embedded-broker.ts';
import type { EmbeddedBroker } from './embedded-broker.ts';
import type { MqttLink } from '../adapters/mqtt/mqtt-link.ts';
import { startMqttLinkBench, type BrokerLinkBench } from './link-bench.tool.ts';

let pki: TestPki;
let office: Credentials;
let broker: EmbeddedBroker;
let bench: BrokerLinkBench<MqttLink> | undefined;

beforeAll(async () => {
  pki = await TestPki.create({ now: Date.now });
  office = await pki.issueController('acme', 'office');
  broker = await startEmbeddedBroker({ pki });
});

afterEach(() => bench?.stop());
afterAll(() => broker.stop());

describe('the link over MQTT 3.1.1 and the embedded broker is one that', () => {
  it.each(linkContract.map((one, at) => ({ ...one, device: `van-${at}` })))(
    '$title',
    async (one) => {
      bench = await startMqttLinkBench({
        pki,
        brokerPort: broker.port,
        device: one.device,
        office: { name: 'office', credentials: office },
      });
      await one.run(bench);
    },
  );
});
