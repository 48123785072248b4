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
import { TenancyProbe } from './tenancy-probe.ts';

const scenario = `fleet: 1
name: Two neighbours
from: 2026-03-02T06:55
duration: 2 min
groups:
  - { name: vans, devices: 2, policy: policy.yaml, track: parked }
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
async function faultsOf(
  rules: Partial<AccessRules>,
  { outage = async (_port: number) => {}, text = scenario } = {},
) {
  const started: { stop(): Promise<void> }[] = [];
  const account = await runLive(await planOf(text), {
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
const read = (who: string, topic: string) =>
  `the ${who} could read what is for others: feierabend/1/${topic}`;
const wrote = (who: string, topic: string) =>
  `the ${who} could write what only others may: feierabend/1/${topic}`;
const others = ['report', 'status', 'event', 'journal', 'smp/rsp'];
const all = [...others, 'smp/req'];
const vans = ['acme/vans-00001', 'acme/vans-00002'] as const;
const boat = 'globex/boats-00001';

describe('the probe of the tenants', () => {
  it('gets nowhere by the rules of the house', async () => {
    expect(await faultsOf({})).toEqual({ count: 0, sentences: [] });
  });

  it('reads every channel of somebody else where a broker delivers it', async () => {
    const { count, sentences } = await faultsOf({ refuseSubscribe: open, refuseDelivery: open });
    const pairs = [
      vans,
      vans.toReversed(),
      ...vans.flatMap((van) => [
        [van, boat],
        [boat, van],
      ]),
    ];
    const expected = [
      ...pairs.flatMap(([who, of]) =>
        all.map((channel) => read(`device ${who}`, `${of}/${channel}`)),
      ),
      ...all.map((channel) => read('controller acme/office', `${boat}/${channel}`)),
      ...vans.flatMap((van) =>
        all.map((channel) => read('controller globex/office', `${van}/${channel}`)),
      ),
    ];
    expect(sentences.toSorted()).toEqual(expected.toSorted());
    expect(count).toBe(expected.length);
  });

  it('writes on every channel of somebody else where a broker takes it', async () => {
    const { count, sentences } = await faultsOf({ refusePublish: open });
    const expected = [
      ...[vans[0], boat].map((who) => wrote(`device ${who}`, `${who}/smp/req`)),
      ...all.map((channel) => wrote(`device ${vans[0]}`, `${vans[1]}/${channel}`)),
      ...all.map((channel) => wrote(`device ${vans[0]}`, `${boat}/${channel}`)),
      ...all.map((channel) => wrote(`device ${boat}`, `${vans[0]}/${channel}`)),
      ...others.map((channel) => wrote('controller acme/office', `${vans[0]}/${channel}`)),
      ...all.map((channel) => wrote('controller acme/office', `${boat}/${channel}`)),
      ...others.map((channel) => wrote('controller globex/office', `${boat}/${channel}`)),
      ...all.map((channel) => wrote('controller globex/office', `${vans[0]}/${channel}`)),
    ];
    expect(sentences.toSorted()).toEqual(expected.toSorted());
    expect(count).toBe(expected.length);
  });

  it('tries the devices of one tenant among each other, where there is no other', async () => {
    const text = scenario.replace(/ {2}- \{ name: boats.*\n/u, '');
    expect(await faultsOf({}, { text })).toEqual({ count: 0, sentences: [] });
    const { sentences } = await faultsOf(
      { refuseSubscribe: open, refuseDelivery: open, refusePublish: open },
      { text },
    );
    expect(sentences).toContain(read(`device ${vans[1]}`, `${vans[0]}/report`));
    expect(sentences).toContain(wrote(`device ${vans[0]}`, `${vans[1]}/smp/rsp`));
    expect(sentences).toContain(wrote('controller acme/office', `${vans[0]}/journal`));
    expect(sentences).toHaveLength(12 + 7 + 5);
  });
});

/** The probe alone, of devices that are called `<tenant>/<name>`. */
async function probed(rules: Partial<AccessRules>, names: readonly string[], withinMs = 30_000) {
  const broker = await startEmbeddedBroker({
    pki,
    broken: { rules: { ...accessRules, ...rules } },
  });
  const sentences: string[] = [];
  const probe = new TenancyProbe({
    pki,
    caPem: pki.caPem,
    broker: { urls: [broker.url], version: '3.1.1' },
    devices: names.map((text) => {
      const [tenant = '', name = ''] = text.split('/');
      return { tenant, name, role: 'device' };
    }),
    signal: AbortSignal.timeout(withinMs),
    onCrossed: (_who, sentence) => sentences.push(sentence),
  });
  try {
    await probe.try();
  } finally {
    await broker.stop();
  }
  return sentences;
}

describe('the probe', () => {
  it.each(all)('hears what is open for everybody on one channel alone: %s', async (channel) => {
    const suffix = `/${channel}`;
    const rules: Partial<AccessRules> = {
      // Nothing but exact filters, nor a wildcard for more than the channel.
      refuseSubscribe: (identity, filter) =>
        filter.endsWith(suffix) ? undefined : accessRules.refuseSubscribe(identity, filter),
      refuseDelivery: (identity, topic) =>
        topic.endsWith(suffix) ? undefined : accessRules.refuseDelivery(identity, topic),
    };
    const sentences = await probed(rules, [...vans, boat]);
    expect(sentences).toHaveLength(9);
    expect(sentences.every((sentence) => sentence.endsWith(suffix))).toBe(true);
  });

  it('tries all of many tenants, a few at a time', async () => {
    const names = ['a/1', 'b/1', 'c/1', 'd/1', 'e/1'];
    const sentences = await probed({ refuseSubscribe: open, refuseDelivery: open }, names);
    for (const name of names) {
      expect(
        sentences.filter((one) => one.startsWith(`the device ${name} could read`)),
      ).not.toEqual([]);
    }
    expect(sentences).toContain(read('device e/1', 'd/1/report'));
    expect(sentences).not.toContain(read('device e/1', 'a/1/report'));
  });

  it('ends when it is told to, behind a broker that delivers nothing', async () => {
    const silent = probed({ refuseDelivery: () => 'nothing' }, [boat], 300);
    await expect(silent).rejects.toMatchObject({ code: 'BROKER_SILENT' });
  });
});

describe('a message of somebody whom nobody knows', () => {
  it('is a fault of the tenancy', async () => {
    const { count, sentences } = await faultsOf(
      {},
      {
        outage: async (port) => {
          const credentials = await pki.issueDevice('acme', 'ghost');
          const ghost = new RawClient({
            broker: { port },
            pki,
            credentials,
            clientId: 'acme/ghost',
          });
          await ghost.accepted();
          await ghost.publish('feierabend/1/acme/ghost/report', 'boo');
          await ghost.end();
        },
      },
    );
    expect({ count, sentences }).toEqual({
      count: 1,
      sentences: [
        'the controller of acme got a message of a device that is not in the fleet: feierabend/1/acme/ghost/report',
      ],
    });
  });

  it('is none where another shard has the device, and one where it is of another tenant', async () => {
    const crossings = new Crossings(await planOf(scenario.replace('devices: 2,', 'devices: 12,')));
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
