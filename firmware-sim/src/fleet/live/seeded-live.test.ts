import { useCryptoEngine } from '@feierabend/protocol';
import { beforeAll, describe, expect, it } from 'vitest';

import { nativeCrypto } from '../../hardware/native-crypto.ts';
import { planOf } from '../../testing/test-fleet.ts';
import { wholeFleet } from '../plan/shard.ts';
import type { Tally } from '../result/tally.ts';
import type { SumName } from '../scenario/metrics.ts';
import { EmbeddedLiveBroker } from './live-broker.ts';
import { runLive } from './run-live.ts';

/** Two hours wait in flash when the wipe comes, on a link so slow that they go out one after the other; then the power fails. */
const scenario = (defects: string, of = 'policy: policy.yaml, track: parked') => `fleet: 1
name: Through a broker, with a mistake
from: 2026-03-02T06:55
duration: 8 h
speed: fast
brokers: embedded
groups:
  - { name: vans, devices: 1, ${of}, defects: [${defects}] }
faults:
  - { kind: broker-outage, at: 10 min, for: 4 h }
  - { kind: slow-link, at: 4 h 9 min, for: 10 min, latency: 10 s }
  - { kind: wipe, at: 3 h }
  - { kind: device-fault, at: 4 h 12 min, fault: power.cut=30s }
`;

beforeAll(() => useCryptoEngine(nativeCrypto));

async function lived(defects: string, of?: string): Promise<Tally> {
  const account = await runLive(await planOf(scenario(defects, of)), {
    shard: wholeFleet,
    workers: 1,
    signal: new AbortController().signal,
    broker: (options) => EmbeddedLiveBroker.start(options),
    pace: Number.POSITIVE_INFINITY,
    onNews: () => {},
  });
  return account.tally;
}

const watched = ['leaks', 'after-wipe', 'receipts-missing', 'lost', 'gaps'] as const;
const red = (tally: Tally): readonly SumName[] => watched.filter((name) => tally.sum(name) > 0);

describe('what came through a broker', () => {
  it('has nothing in it that a wipe should have deleted', async () => {
    const tally = await lived('');
    expect({ red: red(tally), findings: tally.findings }).toEqual({ red: [], findings: [] });
    expect(tally.sum('orders')).toBe(1);
    expect(tally.sum('fixes')).toBeGreaterThan(20);
  });

  it('is known to be kept for whoever comes, though a broker of sound rules shows it to nobody', async () => {
    const { findings } = await lived('leak-retained');
    const sentences = findings.map(({ sentence }) => sentence);
    expect(sentences).toContain('a message was left at the broker for whoever comes');
  });

  it.each([
    ['deletion-undone', ['after-wipe', 'gaps'], 'deletion', undefined],
    ['leak-mqtt', ['leaks'], 'privacy', undefined],
    ['precision-ignored', ['leaks'], 'privacy', 'policy: often 1 km.yaml, track: parked'],
    ['floor-ignored', ['leaks'], 'privacy', 'policy: often 10 m.yaml, track: city'],
  ] as const)('ends red behind firmware that is %s', async (defects, expected, checker, of) => {
    const tally = await lived(defects, of);
    expect(red(tally)).toEqual(expected);
    expect(tally.findings.map((one) => one.checker)).toContain(checker);
  });
});
