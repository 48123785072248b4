import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';

import { linkContract } from '../../adapters/link-contract.ts';
import { startEmbeddedBroker, type EmbeddedBroker } from '../../broker/embedded-broker.ts';
import { BrokerLinkBench } from '../../broker/link-bench.tool.ts';
import type { Credentials } from '../../pki/credentials.ts';
import { TestPki } from '../../pki/test-pki.ts';
import { FleetWire } from './fleet-wire.ts';
import { LeanLink } from './lean-link.ts';

let pki: TestPki;
let office: Credentials;
let broker: EmbeddedBroker;
let wire: FleetWire;
let bench: BrokerLinkBench<LeanLink> | undefined;

beforeAll(async () => {
  pki = await TestPki.create({ now: Date.now });
  office = await pki.issueController('acme', 'office');
  broker = await startEmbeddedBroker({ pki });
  wire = new FleetWire({ connectTimeoutMs: 10_000, backOff: { firstMs: 10, lastMs: 50 } });
});

afterEach(() => bench?.stop());
afterAll(async () => {
  wire.stop();
  await broker.stop();
});

describe('the lean link over MQTT 3.1.1 and the embedded broker is one that', () => {
  it.each(linkContract.map((one, at) => ({ ...one, name: `van-${at}` })))('$title', async (one) => {
    bench = await BrokerLinkBench.start(
      {
        pki,
        brokerPort: broker.port,
        device: one.name,
        office: { name: 'office', credentials: office },
      },
      ({ url, tenant, device, identity }, events) =>
        new LeanLink(wire, { tenant, device, brokers: [url], tls: () => identity }, events),
    );
    await one.run(bench);
  });
});
