import { setTimeout as pause } from 'node:timers/promises';

import { LinkError, useCryptoEngine } from '@feierabend/protocol';

import { nativeCrypto } from '../../hardware/native-crypto.ts';
import type { Identity } from '../../broker/identity.ts';
import type { Credentials } from '../../pki/credentials.ts';
import { devicePlan } from '../plan/device-plan.ts';
import { devicesOf, type FleetPlan } from '../plan/fleet-plan.ts';
import { shardIndex, shardSize, type Shard } from '../plan/shard.ts';
import type { FleetAccount } from '../result/fleet-account.ts';
import type { TellNews } from '../view/fleet-news.ts';
import { checkOpenFiles, openFilesMax } from '../wire/open-files.ts';
import type { LiveBroker, LiveBrokerOptions } from './live-broker.ts';
import { LiveRun } from './live-run.ts';
import { controllerName } from './office.ts';
import { isByTheClock, wallClock, type PaceClock } from './pace-clock.ts';
import { roadOf } from './roads.ts';
import { runPki } from './run-pki.ts';

/** Ctrl-C reaches a broker that is a child as well, and sometimes first. */
const signalLateMs = 200;

/** Makes the broker of a run. */
export type StartBroker = (options: LiveBrokerOptions) => Promise<LiveBroker>;

/** Whom devices trust and who makes their certificates, where the broker is not the run's own. */
export interface LiveTrust {
  /** Signs for the brokers. */
  readonly caPem: string;
  /** Signs for devices and controllers. */
  readonly issuer: Credentials;
}

export interface LiveRunOptions {
  readonly shard: Shard;
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly broker: StartBroker;
  /** An authority of the run when not given. */
  readonly trust?: LiveTrust | undefined;
  /** Further addresses of this machine to connect from; others of 127.0.0.0/8 when not given. */
  readonly sources?: readonly string[] | undefined;
  /** How much faster than the clock time goes; infinity for as fast as the broker does. */
  readonly pace: number;
  /** The one on the wall when not given; only devices of this thread go by another one. */
  readonly clock?: PaceClock;
  readonly onNews: TellNews;
}

/**
 * Lives a fleet, or a shard of it, through a broker. As fast as the broker does, the account is the same as without a network,
 * byte for byte, if the broker does what it should. By the clock, it tells how fast the broker was.
 */
export async function runLive(plan: FleetPlan, options: LiveRunOptions): Promise<FleetAccount> {
  const { shard, trust, signal, clock = wallClock } = options;
  useCryptoEngine(nativeCrypto);
  const all = shardSize(shard, devicesOf(plan));
  const indices = Array.from({ length: all }, (_, nth) => shardIndex(shard, nth));
  const roads = isByTheClock({ factor: options.pace }) ? roadsOf(plan, indices) : [];
  const pki = await runPki(plan, trust === undefined ? {} : { authority: trust.issuer });
  const tenants = [...new Set(plan.groups.map(({ tenant }) => tenant))];
  // OpenSSL shows the authority that signed for it wherever it knows that one: with one for both, each side keeps it for each
  // connection, and looks at it in each handshake.
  const brokers = await runPki(plan, { name: 'Feierabend brokers' });
  const broker = await options.broker({
    pki: { caPem: pki.caPem, server: brokers.server },
    identities: identitiesOf(plan, indices, tenants),
  });
  const { caPem } = trust ?? brokers;
  const parts = { ...options, clock, broker, pki, caPem, indices, tenants, roads };
  const run = new LiveRun(plan, parts);
  try {
    // Of a connection through this process both ends are open files here, and a proxy has two more.
    const ends = 1 + (broker.isHere ? 1 : 0) + (roads.length > 0 ? 2 : 0);
    checkOpenFiles(all, await openFilesMax(), ends * all);
    return await Promise.race([run.live(), brokerGone(broker, signal)]);
  } finally {
    await run.stop();
  }
}

/** Never resolves; a run that was interrupted has an end of its own. */
async function brokerGone({ gone }: LiveBroker, signal: AbortSignal): Promise<never> {
  const came = await gone;
  await pause(signalLateMs);
  if (signal.aborted) return new Promise(() => {});
  throw new LinkError({
    code: 'BROKER_GONE',
    expected: 'the broker of the run to stay as long as the run',
    came,
    next: 'look why it ended (memory, another program that ends it), and run again',
  });
}

/** Every road that some device takes, but for the straight one. */
function roadsOf(plan: FleetPlan, indices: readonly number[]): readonly string[] {
  const roads = new Set(indices.map((index) => roadOf(plan, devicePlan(plan, index))));
  roads.delete('');
  return [...roads];
}

function identitiesOf(
  plan: FleetPlan,
  indices: readonly number[],
  tenants: readonly string[],
): readonly Identity[] {
  return [
    ...tenants.map((tenant): Identity => ({ tenant, name: controllerName, role: 'controller' })),
    ...indices.map((index): Identity => {
      const { tenant, device: name } = devicePlan(plan, index);
      return { tenant, name, role: 'device' };
    }),
  ];
}
