import { LinkError, useCryptoEngine } from '@feierabend/protocol';

import { nativeCrypto } from '../../hardware/native-crypto.ts';
import type { Identity } from '../../broker/identity.ts';
import { TestPki } from '../../pki/test-pki.ts';
import { devicePlan } from '../plan/device-plan.ts';
import { devicesOf, type FleetPlan } from '../plan/fleet-plan.ts';
import { shardIndex, shardSize, type Shard } from '../plan/shard.ts';
import { FleetAccount } from '../result/fleet-account.ts';
import type { TellNews } from '../view/fleet-news.ts';
import { checkOpenFiles, openFilesMax } from '../wire/open-files.ts';
import type { LiveBroker, LiveBrokerOptions } from './live-broker.ts';
import { LiveCrew, type Arrival, type Crew, type CrewParts } from './live-crew.ts';
import { controllerName, Offices } from './office.ts';
import { ThreadedCrew } from './threaded-crew.ts';
import { wallClock, type PaceClock } from './pace-clock.ts';
import { CrewWatch } from './crew-watch.ts';
import { timetable, type Halt } from './timetable.ts';

/** So long a run that somebody ended waits for what is on its way. */
const farewellMs = 3000;

/** Makes the broker of a run. */
export type StartBroker = (
  options: LiveBrokerOptions & { readonly pki: TestPki },
) => Promise<LiveBroker>;

export interface LiveRunOptions {
  readonly shard: Shard;
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly broker: StartBroker;
  /** How much faster than the clock time goes, at most; infinity for as fast as it can. */
  readonly pace: number;
  /** The one on the wall when not given. */
  readonly clock?: PaceClock;
  readonly onNews: TellNews;
}

/**
 * Lives a fleet, or a shard of it, through a broker, as fast as the broker goes and no faster than its pace. The account is the same as without a network,
 * byte for byte, if the broker does what it should.
 */
export async function runLive(plan: FleetPlan, options: LiveRunOptions): Promise<FleetAccount> {
  const { shard } = options;
  useCryptoEngine(nativeCrypto);
  const all = shardSize(shard, devicesOf(plan));
  checkOpenFiles(2 * all, await openFilesMax());
  const indices = Array.from({ length: all }, (_, nth) => shardIndex(shard, nth));
  const pki = await TestPki.create({ now: Date.now });
  const tenants = [...new Set(plan.groups.map(({ tenant }) => tenant))];
  const broker = await options.broker({ pki, identities: identitiesOf(plan, indices, tenants) });
  const { clock = wallClock } = options;
  const run = new LiveRun(plan, { ...options, clock, broker, pki, indices, tenants });
  try {
    return await run.live();
  } finally {
    await run.stop();
  }
}

interface Parts extends Omit<LiveRunOptions, 'broker'> {
  readonly clock: PaceClock;
  readonly broker: LiveBroker;
  readonly pki: TestPki;
  readonly indices: readonly number[];
  readonly tenants: readonly string[];
}

/** Broker, controllers and devices of one run. */
class LiveRun {
  readonly #plan: FleetPlan;
  readonly #parts: Parts;
  readonly #crewOf = new Map<string, Crew>();
  #crews: readonly Crew[] = [];
  #offices: Offices | undefined;
  #watch: CrewWatch | undefined;

  constructor(plan: FleetPlan, parts: Parts) {
    this.#plan = plan;
    this.#parts = parts;
  }

  async live(): Promise<FleetAccount> {
    const plan = this.#plan;
    const { pki, broker, tenants, onNews, signal } = this.#parts;
    const offices = await Offices.open({
      pki,
      url: broker.url,
      tenants,
      onMessage: (tenant, device, arrival) => this.#route(tenant, device, arrival),
    });
    this.#offices = offices;
    await this.#muster(offices);
    const cut = () => this.#crews.forEach((crew) => crew.halt());
    signal.addEventListener('abort', cut, { once: true });
    const { pace, clock } = this.#parts;
    const watch = new CrewWatch(this.#crews, { plan, devices: this.#parts.indices.length, onNews });
    this.#watch = watch;
    const beganMs = clock.nowMs();
    for (const halt of timetable(plan, pace)) {
      const elapsedMs = (halt.atMs - plan.fromS * 1000) / pace;
      // oxlint-disable-next-line no-await-in-loop
      await clock.until(beganMs + elapsedMs, signal);
      if (signal.aborted) return this.#cutShort(offices);
      // Time is the same for all of them.
      // oxlint-disable-next-line no-await-in-loop
      await Promise.all(this.#crews.map((crew) => crew.advance(halt.atMs)));
      // oxlint-disable-next-line no-await-in-loop
      if (halt.outage !== undefined) await this.#change(halt, offices);
      watch.passedS = halt.atMs / 1000 - plan.fromS;
    }
    await this.#caughtUp(offices);
    await watch.look();
    return this.#account();
  }

  async stop(): Promise<void> {
    this.#watch?.end();
    await Promise.all(this.#crews.map((crew) => crew.stop()));
    await this.#offices?.stop();
    await this.#parts.broker.stop();
  }

  /** Everything that was acknowledged has been received before the broker goes; so nothing depends on chance. */
  async #change({ outage }: Halt, offices: Offices): Promise<void> {
    const { broker } = this.#parts;
    if (outage === 1) {
      await this.#caughtUp(offices);
      await broker.down();
      return;
    }
    await broker.up();
    await offices.caughtUp();
  }

  async #caughtUp(offices: Offices): Promise<void> {
    await Promise.all(this.#crews.map((crew) => crew.settled()));
    await offices.caughtUp();
  }

  /** Somebody has ended it: what has come so far is told. */
  async #cutShort(offices: Offices): Promise<FleetAccount> {
    try {
      await offices.caughtUp(farewellMs);
    } catch (error) {
      // What ended the run may have ended the broker, too.
      if (!(error instanceof LinkError)) throw error;
    }
    return this.#account();
  }

  async #account(): Promise<FleetAccount> {
    const account = FleetAccount.empty(this.#plan);
    const parts = await Promise.all(this.#crews.map((crew) => crew.finish()));
    for (const part of parts) account.add(FleetAccount.of(part));
    return account;
  }

  async #muster(offices: Offices): Promise<void> {
    const { pki, broker, indices, workers } = this.#parts;
    const authority = await pki.authority();
    const parts = {
      plan: this.#plan,
      net: { url: broker.url, authority, version: broker.version },
      request: offices.request.bind(offices),
    };
    const count = Math.max(1, Math.min(workers, indices.length));
    // A thread of its own takes seconds to start.
    const muster = (one: CrewParts): Promise<Crew> =>
      count === 1 ? Promise.resolve(new LiveCrew(one)) : ThreadedCrew.start(one);
    this.#crews = await Promise.all(
      Array.from({ length: count }, (_, number) =>
        muster({ ...parts, indices: indices.filter((_index, at) => at % count === number) }),
      ),
    );
    for (const [at, index] of indices.entries()) {
      const { tenant, device } = devicePlan(this.#plan, index);
      const crew = this.#crews[at % count];
      if (crew !== undefined) this.#crewOf.set(`${tenant}/${device}`, crew);
    }
  }

  #route(tenant: string, device: string, arrival: Arrival): void {
    this.#crewOf.get(`${tenant}/${device}`)?.arrived([arrival]);
  }
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
