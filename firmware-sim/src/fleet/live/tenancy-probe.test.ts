import { beforeAll, describe, expect, it } from 'vitest';
import { useCryptoEngine } from '@feierabend/protocol';

import { accessRules, type AccessRules } from '../../broker/access-rules.ts';
import { startEmbeddedBroker } from '../../broker/embedded-broker.ts';
import { RawClient } from '../../broker/raw-client.ts';
import { nativeCrypto } from '../../hardware/native-crypto.ts';
import { TestPki } from '../../pki/test-pki.ts';
import { planOf } from '../../testing/test-fleet.ts';
import { wholeFleet } from '../plan/shard.ts';
import { Crossings } from './crossings.ts';
import { foreignBrokers } from './live-broker.ts';
import { runLive } from './run-live.ts';

const scenario = `fleet: 1
name: Two neighbours
from: 2026-03-02T06:55
duration: 2 min
groups:
  - { name: vans, devices: 1, policy: policy.yaml, track: parked }
  - { name: boats, devices: 1, tenant: globex, policy: policy.yaml, track: parked }
faults:
  - { kind: broker-outage, at: 1 min, for: 10 s }
`;

let pki: TestPki;

beforeAll(async () => {
  useCryptoEngine(nativeCrypto);
  pki = await TestPki.create({ now: Date.now });
});

/** What comes of a run through the house's broker with some of its rules gone; `outage` is done instead of one. */
async function faultsOf(rules: Partial<AccessRules>, outage = async (_port: number) => {}) {
  const started: { stop(): Promise<void> }[] = [];
  const account = await runLive(await planOf(scenario), {
    shard: wholeFleet,
    workers: 1,
    signal: new AbortController().signal,
    pace: Number.POSITIVE_INFINITY,
    onNews: () => {},
    trust: { caPem: pki.caPem, issuer: await pki.authority() },
    broker: async () => {
      const broken = { rules: { ...accessRules, ...rules } };
      const broker = await startEmbeddedBroker({ pki, broken });
      started.push(broker);
      const stop = () => broker.stop();
      const down = () => outage(broker.port);
      return { ...foreignBrokers([broker.url], '3.1.1'), down, stop };
    },
  });
  await Promise.all(started.map((one) => one.stop()));
  const { findings } = account.tally;
  return {
    count: account.tally.sum('tenancy-faults'),
    sentences: findings.filter(({ checker }) => checker === 'tenancy').map((one) => one.sentence),
  };
}

const open = () => undefined;

describe('the probe of the tenants', () => {
  it('gets nowhere by the rules of the house', async () => {
    expect(await faultsOf({})).toEqual({ count: 0, sentences: [] });
  });

  it('reads what is for others where a broker delivers it', async () => {
    const { count, sentences } = await faultsOf({ refuseSubscribe: open, refuseDelivery: open });
    expect(count).toBeGreaterThanOrEqual(2);
    expect(sentences).toContain(
      'a device could read what is for others: feierabend/1/globex/no-device/smp/req',
    );
    expect(sentences.join()).not.toContain('write');
  });

  it('writes to its neighbour where a broker takes it', async () => {
    const { count, sentences } = await faultsOf({ refusePublish: open });
    expect({ count, sentences: sentences.toSorted() }).toEqual({
      count: 4,
      sentences: [
        'acme/vans-00001/report',
        'acme/vans-00001/smp/req',
        'globex/boats-00001/report',
        'globex/boats-00001/smp/req',
      ].map((topic) => `a device could write to another tenant: feierabend/1/${topic}`),
    });
  });
});

describe('a message of somebody whom nobody knows', () => {
  it('is a fault of the tenancy', async () => {
    const { count, sentences } = await faultsOf({}, async (port) => {
      const credentials = await pki.issueDevice('acme', 'ghost');
      const ghost = new RawClient({ broker: { port }, pki, credentials, clientId: 'acme/ghost' });
      await ghost.accepted();
      await ghost.publish('feierabend/1/acme/ghost/report', 'boo');
      await ghost.end();
    });
    expect({ count, sentences }).toEqual({
      count: 1,
      sentences: [
        'the controller of acme got a message of a device that is not in the fleet: feierabend/1/acme/ghost/report',
      ],
    });
  });

  it('is none where another shard has the device, and one where it is of another tenant', async () => {
    const crossings = new Crossings(await planOf(scenario.replace('devices: 1,', 'devices: 12,')));
    const told = (topic: string) => {
      const before = crossings.tally.sum('tenancy-faults');
      crossings.stray('acme', topic);
      return crossings.tally.sum('tenancy-faults') - before;
    };
    expect(told('feierabend/1/acme/vans-00012/report')).toBe(0);
    expect(told('feierabend/1/acme/vans-00013/report')).toBe(1);
    expect(told('feierabend/1/acme/vans-012/report')).toBe(1);
    expect(told('feierabend/1/acme/boats-00001/report')).toBe(1);
    expect(told('feierabend/1/globex/boats-00001/report')).toBe(1);
    expect(told('somewhere/else')).toBe(1);
  });
});
