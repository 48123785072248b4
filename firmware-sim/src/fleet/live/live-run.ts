import { LinkError } from '@feierabend/protocol';

import { clientIdOf, type Identity } from '../../broker/identity.ts';
import { parseTopic } from '../../broker/topic.ts';
import type { TestPki } from '../../pki/test-pki.ts';
import { devicePlan } from '../plan/device-plan.ts';
import type { FleetPlan } from '../plan/fleet-plan.ts';
import { FleetAccount } from '../result/fleet-account.ts';
import type { TellNews } from '../view/fleet-news.ts';
import { CrewWatch } from './crew-watch.ts';
import { Crossings } from './crossings.ts';
import { endedWithin } from './ended-within.ts';
import type { LiveBroker } from './live-broker.ts';
import { LiveCrew, type Crew, type CrewParts } from './live-crew.ts';
import { Offices, type OfficeMessage } from './office.ts';
import { clockMs, isByTheClock, scenarioMs, type Pace, type PaceClock } from './pace-clock.ts';
import { ProxyRoads, roadChanges, type Roads } from './roads.ts';
import { TenancyProbe } from './tenancy-probe.ts';
import { ThreadedCrew } from './threaded-crew.ts';
import { startRoadThread } from './threaded-roads.ts';
import { timetable, type Halt } from './timetable.ts';

/** So long a run that somebody ended waits for what is on its way. */
const farewellMs = 3000;
/** So long each part of a run may take to end by itself. */
const stopDeadlineMs = 15_000;

interface LiveRunParts {
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly pace: number;
  readonly clock: PaceClock;
  readonly onNews: TellNews;
  readonly broker: LiveBroker;
  readonly sources?: readonly string[] | undefined;
  readonly pki: TestPki;
  readonly caPem: string;
  readonly indices: readonly number[];
  readonly tenants: readonly string[];
  readonly roads: readonly string[];
}

/** Broker, controllers, roads and devices of one run. */
export class LiveRun {
  readonly #plan: FleetPlan;
  readonly #parts: LiveRunParts;
  readonly #crewOf = new Map<string, Crew>();
  readonly #over = new AbortController();
  readonly #crossings: Crossings;
  #crews: readonly Crew[] = [];
  #offices: Offices | undefined;
  #roads: Roads | undefined;
  #watch: CrewWatch | undefined;
  #probe: TenancyProbe | undefined;
  #pace: Pace | undefined;

  constructor(plan: FleetPlan, parts: LiveRunParts) {
    this.#plan = plan;
    this.#parts = parts;
    this.#crossings = new Crossings(plan);
  }

  async live(): Promise<FleetAccount> {
    const plan = this.#plan;
    const { pki, caPem, broker, tenants, signal, pace: factor, clock } = this.#parts;
    if (!signal.aborted) await this.#tryToCross();
    const offices = await Offices.open({
      pki,
      caPem,
      urls: broker.urls,
      tenants,
      onMessage: (tenant, device, message) => this.#route(tenant, device, message),
      onOther: (tenant, topic, payload) => this.#other(tenant, topic, payload),
    });
    this.#offices = offices;
    await this.#muster(offices);
    signal.addEventListener('abort', () => this.#halt(), { once: true });
    if (signal.aborted) this.#halt();
    this.#watchFrom();
    await Promise.all(this.#crews.map((crew) => crew.muster()));
    const pace = { factor, beganMs: clock.nowMs(), fromMs: plan.fromS * 1000 };
    this.#pace = pace;
    const weather = this.#weather(pace);
    // Whether it failed is asked at the end.
    weather.catch(() => {});
    for (const halt of timetable(plan, { byTheClock: isByTheClock(pace) })) {
      if (signal.aborted) return this.#cutShort(offices);
      const all = this.#crews.map((crew) => crew.advance(halt.atMs, pace));
      // Time is the same for all of them.
      // oxlint-disable-next-line no-await-in-loop
      await Promise.all(all);
      // oxlint-disable-next-line no-await-in-loop
      if (halt.outage !== undefined) await this.#change(halt, offices);
      if (this.#watch !== undefined) this.#watch.passedS = halt.atMs / 1000 - plan.fromS;
    }
    if (signal.aborted) return this.#cutShort(offices);
    await this.#caughtUp(offices);
    this.#over.abort();
    await weather;
    await this.#watch?.look();
    return this.#account();
  }

  /** Whatever of it does not end by itself is ended, and the others are not kept waiting. */
  async stop(): Promise<void> {
    this.#over.abort();
    this.#watch?.end();
    this.#halt();
    const crews = this.#crews.map((crew) => crew.stop());
    await endedWithin(stopDeadlineMs, crews);
    const net = [this.#offices?.stop(), this.#roads?.stop()];
    await endedWithin(
      stopDeadlineMs,
      net.filter((one) => one !== undefined),
    );
    await endedWithin(stopDeadlineMs, [this.#parts.broker.stop()]);
  }

  #halt(): void {
    for (const crew of this.#crews) crew.halt();
  }

  /** The faults of the network, at their times. */
  async #weather(pace: Pace): Promise<void> {
    const roads = this.#roads;
    if (roads === undefined) return;
    const { clock, signal } = this.#parts;
    const isOver = AbortSignal.any([signal, this.#over.signal]);
    for (const { atMs, fault, isOn } of roadChanges(this.#plan)) {
      // oxlint-disable-next-line no-await-in-loop
      await clock.until(clockMs(pace, atMs), isOver);
      if (isOver.aborted) return;
      // oxlint-disable-next-line no-await-in-loop
      await roads.change(fault, isOn);
    }
  }

  /** Everything that was acknowledged has been received before the broker goes; so nothing depends on chance. */
  async #change({ outage }: Halt, offices: Offices): Promise<void> {
    const { broker, pace } = this.#parts;
    if (outage === 1) {
      // By the clock, the devices have lost their network by now, and what is under way with it.
      if (isByTheClock({ factor: pace })) await offices.caughtUp();
      else await this.#caughtUp(offices);
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

  /** Before anybody is there: a broker has nobody twice. */
  async #tryToCross(): Promise<void> {
    const { pki, caPem, broker, indices, tenants, signal } = this.#parts;
    const { length } = tenants;
    const first = [indices, indices.toReversed()].flatMap((all) => [...this.#firsts(all, length)]);
    const devices = [...new Map(first.map((one) => [clientIdOf(one), one])).values()];
    const onCrossed = ({ name }: Identity, sentence: string) =>
      this.#crossings.note(name, sentence);
    this.#probe = new TenancyProbe({ pki, caPem, broker, devices, signal, onCrossed });
    try {
      await this.#probe.try();
    } catch (error) {
      // Whoever ended the run has ended this as well.
      if (!signal.aborted) throw error;
    }
  }

  /** The first device of each tenant. */
  #firsts(indices: readonly number[], tenants: number): Iterable<Identity> {
    const found = new Map<string, Identity>();
    for (const index of indices) {
      const { tenant, device: name } = devicePlan(this.#plan, index);
      if (!found.has(tenant)) found.set(tenant, { tenant, name, role: 'device' });
      if (found.size === tenants) break;
    }
    return found.values();
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
    account.tally.add(this.#crossings.tally);
    const proxied = await this.#roads?.bytes();
    if (proxied !== undefined) account.tally.count('proxied', proxied);
    return account;
  }

  async #muster(offices: Offices): Promise<void> {
    const { pki, caPem, broker, sources, indices, workers, pace: factor, clock } = this.#parts;
    const count = Math.max(1, Math.min(workers, indices.length));
    this.#roads = await this.#openRoads(count === 1);
    const authority = await pki.authority();
    const ports = this.#roads?.ports ?? {};
    const { urls, version, sessions } = broker;
    const parts = {
      plan: this.#plan,
      net: { urls, caPem, authority, version, resumesTls: sessions !== 'full', sources, ports },
      factor,
      request: offices.request.bind(offices),
    };
    // A thread of its own takes seconds to start.
    const muster = (one: CrewParts): Promise<Crew> =>
      count === 1 ? Promise.resolve(new LiveCrew(one, clock)) : ThreadedCrew.start(one);
    const started = await Promise.allSettled(
      Array.from({ length: count }, (_, number) =>
        muster({ ...parts, indices: indices.filter((_index, at) => at % count === number) }),
      ),
    );
    this.#crews = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    for (const one of started) if (one.status === 'rejected') throw one.reason;
    for (const [at, index] of indices.entries()) {
      const { tenant, device } = devicePlan(this.#plan, index);
      const crew = this.#crews[at % count];
      if (crew !== undefined) this.#crewOf.set(`${tenant}/${device}`, crew);
    }
  }

  #openRoads(isHere: boolean): Promise<Roads> | undefined {
    const { roads, broker, pace: factor, clock } = this.#parts;
    if (roads.length === 0) return undefined;
    const parts = { plan: this.#plan, roads, urls: broker.urls, factor, seed: this.#plan.seed };
    return isHere ? ProxyRoads.open(parts, clock) : startRoadThread(parts);
  }

  #watchFrom(): void {
    const { indices, onNews } = this.#parts;
    const options = { plan: this.#plan, devices: indices.length, onNews, nowMs: () => this.#nowMs };
    this.#watch = new CrewWatch(this.#crews, options);
  }

  /** By the clock; undefined where none counts. */
  get #nowMs(): number | undefined {
    const pace = this.#pace;
    if (pace === undefined || !isByTheClock(pace)) return undefined;
    return scenarioMs(pace, this.#parts.clock.nowMs());
  }

  #route(tenant: string, device: string, { topic, payload, isWill }: OfficeMessage): void {
    if (this.#probe?.knows(tenant, payload) === true) return;
    const crew = this.#crewOf.get(`${tenant}/${device}`);
    if (crew === undefined) this.#crossings.stray(tenant, topic, this.#nowMs);
    const arrival = [topic, payload, this.#nowMs ?? 0] as const;
    if (isWill) crew?.will(tenant, device, arrival);
    else crew?.arrived([arrival]);
  }

  /** Controllers hear their own requests, too. */
  #other(tenant: string, topic: string, payload: Uint8Array): void {
    if (this.#probe?.knows(tenant, payload) === true || parseTopic(topic)?.tenant === tenant)
      return;
    this.#crossings.stray(tenant, topic, this.#nowMs);
  }
}
