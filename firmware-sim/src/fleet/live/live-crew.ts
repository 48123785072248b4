import { setImmediate as turn } from 'node:timers/promises';

import { parseTopic } from '../../broker/topic.ts';
import type { Credentials } from '../../pki/credentials.ts';
import { SharedPages } from '../../hardware/shared-pages.ts';
import type { TestPki } from '../../pki/test-pki.ts';
import type { MqttVersion } from '../../adapters/mqtt/mqtt-version.ts';
import { devicePlan, type DevicePlan } from '../plan/device-plan.ts';
import type { FleetPlan } from '../plan/fleet-plan.ts';
import { FleetAccount, type AccountData } from '../result/fleet-account.ts';
import type { TallyData } from '../result/tally.ts';
import { DeviceMaker, type DeviceRun } from '../virtual/device-run.ts';
import { FleetWire } from '../wire/fleet-wire.ts';
import type { LiveCarrier } from './live-carrier.ts';
import { isByTheClock, scenarioMs, wallClock, type Pace, type PaceClock } from './pace-clock.ts';
import { PacedCarrier } from './paced-carrier.ts';
import { PacedLoop } from './paced-loop.ts';
import { roadOf, type RoadPorts } from './roads.ts';
import { runPki } from './run-pki.ts';
import { WireCarrier } from './wire-carrier.ts';

/** Devices of a thread that go on at once; what waits for the network costs nothing but memory. */
const atOnceMax = 256;

/** What a subscriber has got: topic, payload, and when by the clock of the scenario. */
export type Arrival = readonly [topic: string, payload: Uint8Array, atMs: number];

/** Where the devices of a crew connect, and who they are there. */
interface CrewNet {
  readonly urls: readonly string[];
  /** Who signs for the brokers. */
  readonly caPem: string;
  /** The authority that makes a certificate for each device. */
  readonly authority: Credentials;
  readonly version: MqttVersion;
  readonly resumesTls: boolean;
  readonly sources?: readonly string[] | undefined;
  /** By road; devices on none of these go straight. */
  readonly ports: Readonly<Record<string, RoadPorts>>;
}

/** What a crew is doing now. */
export interface CrewGlance {
  /** How many devices are in which mode. */
  readonly states: Readonly<Record<string, number>>;
  readonly connected: number;
  readonly tally: TallyData;
}

/** Devices that live in one thread, each with a connection of its own. */
export interface Crew {
  /** Makes all devices that the clock does not wait for later. */
  muster(): Promise<void>;
  /** Lives up to a Unix time. */
  advance(untilMs: number, pace: Pace): Promise<void>;
  /** Resolves when the broker has acknowledged everything that was sent. */
  settled(): Promise<void>;
  arrived(messages: readonly Arrival[]): void;
  /** A broker says by itself that a connection broke. */
  will(tenant: string, device: string, arrival: Arrival): void;
  glance(): Promise<CrewGlance>;
  /** Lets everything stand still where it is, as soon as it can. */
  halt(): void;
  /** Ends the devices, and says what is known of them. */
  finish(): Promise<AccountData>;
  stop(): Promise<void>;
}

export interface CrewParts {
  readonly plan: FleetPlan;
  readonly indices: readonly number[];
  readonly net: CrewNet;
  /** How much faster than the clock time goes; infinity for as fast as the broker does. */
  readonly factor: number;
  /** Lets the controller of a tenant send a request to a device. */
  readonly request: (tenant: string, device: string, payload: Uint8Array) => void;
}

/** One device of a crew. */
export interface Member {
  readonly plan: DevicePlan;
  run: DeviceRun | undefined;
  carrier: LiveCarrier | undefined;
}

/** The crew of this thread. */
export class LiveCrew implements Crew {
  readonly #parts: CrewParts;
  readonly #clock: PaceClock;
  readonly #members: readonly Member[];
  readonly #byName: ReadonlyMap<string, Member>;
  readonly #maker: DeviceMaker;
  /** By road. */
  readonly #wires = new Map<string, FleetWire>();
  readonly #pages = new SharedPages();
  readonly #account: FleetAccount;
  readonly #loop: PacedLoop | undefined;
  #pace: Pace | undefined;
  #pki: Promise<TestPki> | undefined;
  #making: Promise<unknown> = Promise.resolve();
  #isHalted = false;

  constructor(parts: CrewParts, clock = wallClock) {
    const { plan, indices } = parts;
    this.#parts = parts;
    this.#clock = clock;
    this.#members = indices.map((index) => ({
      plan: devicePlan(plan, index),
      run: undefined,
      carrier: undefined,
    }));
    this.#byName = new Map(
      this.#members.map((one) => [`${one.plan.tenant}/${one.plan.device}`, one]),
    );
    this.#maker = new DeviceMaker(plan);
    this.#account = FleetAccount.empty(plan);
    if (isByTheClock(parts)) {
      this.#loop = new PacedLoop(this.#members, { clock, tally: this.#account.tally });
    }
  }

  async muster(): Promise<void> {
    if (this.#loop === undefined) return;
    for (const member of this.#members) {
      if (this.#isHalted) return;
      // Each takes the processor for itself.
      // oxlint-disable-next-line no-await-in-loop
      member.run = await this.#begin(member);
    }
  }

  async advance(untilMs: number, pace: Pace): Promise<void> {
    this.#pace = pace;
    if (this.#loop !== undefined) return this.#loop.advance(untilMs, pace);
    const due = this.#members.values();
    const live = async () => {
      for (const member of due) {
        if (this.#isHalted) return;
        if (untilMs <= member.plan.startS * 1000) continue;
        // A device of the pool after the other.
        // oxlint-disable-next-line no-await-in-loop
        member.run ??= await this.#beginInTurn(member);
        // oxlint-disable-next-line no-await-in-loop
        await member.run.advance(untilMs, () => !this.#isHalted);
        // Lets the sockets have their turn.
        // oxlint-disable-next-line no-await-in-loop
        await turn();
      }
    };
    await Promise.all(Array.from({ length: atOnceMax }, live));
  }

  async settled(): Promise<void> {
    await Promise.all(this.#carriers.map((carrier) => carrier.settled()));
  }

  arrived(messages: readonly Arrival[]): void {
    for (const [topic, payload, atMs] of messages) {
      const names = parseTopic(topic);
      this.#byName.get(`${names?.tenant}/${names?.device}`)?.carrier?.arrived(topic, payload, atMs);
    }
  }

  will(tenant: string, device: string, [topic, payload, atMs]: Arrival): void {
    this.#byName.get(`${tenant}/${device}`)?.run?.will({ atMs, topic, payload });
  }

  async glance(): Promise<CrewGlance> {
    const states: Record<string, number> = {};
    let connected = 0;
    for (const { run } of this.#members) {
      const state = run?.mode ?? 'off';
      states[state] = (states[state] ?? 0) + 1;
      if (run?.isConnected === true) connected += 1;
    }
    return { states, connected, tally: this.#account.tally.data };
  }

  halt(): void {
    this.#isHalted = true;
    this.#loop?.halt();
    for (const carrier of this.#carriers) carrier.halt();
  }

  async finish(): Promise<AccountData> {
    for (const { plan, run } of this.#members) {
      if (run !== undefined) this.#account.device(plan.index, run.finish());
    }
    return this.#account.data;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#carriers.map((carrier) => carrier.stop()));
    for (const wire of this.#wires.values()) wire.stop();
  }

  get #carriers(): readonly LiveCarrier[] {
    return this.#members.flatMap(({ carrier }) => (carrier === undefined ? [] : [carrier]));
  }

  /** One after the other, with a turn for the sockets in between: many at once would let the others miss their deadlines. */
  #beginInTurn(member: Member): Promise<DeviceRun> {
    const made = this.#making.then(async () => {
      const run = await this.#begin(member);
      await turn();
      return run;
    });
    this.#making = made.catch(() => {});
    return made;
  }

  async #begin(member: Member): Promise<DeviceRun> {
    const { net, request, factor, plan: fleet } = this.#parts;
    const { index, tenant, device } = member.plan;
    this.#pki ??= runPki(fleet, { authority: net.authority });
    const credentials = await (await this.#pki).issueDevice(tenant, device);
    const tls = () => ({ caPem: net.caPem, ...credentials });
    const road = roadOf(fleet, member.plan);
    const wire = this.#wireOf(Object.hasOwn(net.ports, road) ? road : '');
    return this.#maker.make(index, {
      tally: this.#account.tally,
      pages: this.#pages,
      ...(this.#loop === undefined ? {} : { factor }),
      carrier: (ends) => {
        const parts = {
          ends,
          wire,
          identity: { tenant, device, brokers: net.urls, tls },
          request: (payload: Uint8Array) => request(tenant, device, payload),
        };
        member.carrier =
          this.#loop === undefined
            ? new WireCarrier(parts)
            : new PacedCarrier({ ...parts, ...this.#byTheClock(member), factor });
        return member.carrier;
      },
    });
  }

  #byTheClock(member: Member) {
    return {
      nowMs: () => (this.#pace === undefined ? 0 : scenarioMs(this.#pace, this.#clock.nowMs())),
      wake: () => this.#loop?.wake(member),
    };
  }

  #wireOf(road: string): FleetWire {
    let wire = this.#wires.get(road);
    if (wire === undefined) {
      const { version, ports, resumesTls, sources } = this.#parts.net;
      const { [road]: via } = ports;
      const options = {
        versions: [version],
        backOff: { firstMs: 20, lastMs: 500 },
        resumesTls,
        ...(via === undefined ? {} : { via }),
        ...(sources === undefined ? {} : { sourceAddresses: sources }),
      };
      const { tally } = this.#account;
      // As fast as the broker does, an account tells nothing of the broker.
      const onResumed = () => {
        if (this.#loop !== undefined) tally.count('resumed');
      };
      wire = new FleetWire(options, { onResumed });
      this.#wires.set(road, wire);
    }
    return wire;
  }
}
