import { setImmediate as turn } from 'node:timers/promises';

import { parseTopic } from '../../broker/topic.ts';
import type { Credentials } from '../../pki/credentials.ts';
import { SharedPages } from '../../hardware/shared-pages.ts';
import { TestPki } from '../../pki/test-pki.ts';
import type { MqttVersion } from '../../adapters/mqtt/mqtt-version.ts';
import { devicePlan, type DevicePlan } from '../plan/device-plan.ts';
import type { FleetPlan } from '../plan/fleet-plan.ts';
import { FleetAccount, type AccountData } from '../result/fleet-account.ts';
import type { TallyData } from '../result/tally.ts';
import { DeviceMaker, type DeviceRun } from '../virtual/device-run.ts';
import { FleetWire } from '../wire/fleet-wire.ts';
import { WireCarrier } from './wire-carrier.ts';

/** Devices of a thread that go on at once; what waits for the network costs nothing but memory. */
const atOnceMax = 256;

/** What a subscriber has got: topic and payload. */
export type Arrival = readonly [topic: string, payload: Uint8Array];

/** Where the devices of a crew connect, and who they are there. */
interface CrewNet {
  readonly url: string;
  /** The authority that makes a certificate for each device. */
  readonly authority: Credentials;
  readonly version: MqttVersion;
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
  /** Lives up to a Unix time. */
  advance(untilMs: number): Promise<void>;
  /** Resolves when the broker has acknowledged everything that was sent. */
  settled(): Promise<void>;
  arrived(messages: readonly Arrival[]): void;
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
  /** Lets the controller of a tenant send a request to a device. */
  readonly request: (tenant: string, device: string, payload: Uint8Array) => void;
}

interface Member {
  readonly plan: DevicePlan;
  run: DeviceRun | undefined;
  carrier: WireCarrier | undefined;
}

/** The crew of this thread. */
export class LiveCrew implements Crew {
  readonly #parts: CrewParts;
  readonly #members: readonly Member[];
  readonly #byName: ReadonlyMap<string, Member>;
  readonly #maker: DeviceMaker;
  readonly #wire: FleetWire;
  readonly #pages = new SharedPages();
  readonly #account: FleetAccount;
  #pki: Promise<TestPki> | undefined;
  #isHalted = false;

  constructor(parts: CrewParts) {
    const { plan, indices, net } = parts;
    this.#parts = parts;
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
    this.#wire = new FleetWire({ versions: [net.version], backOff: { firstMs: 20, lastMs: 500 } });
  }

  async advance(untilMs: number): Promise<void> {
    const due = this.#members.values();
    const live = async () => {
      for (const member of due) {
        if (this.#isHalted) return;
        if (untilMs <= member.plan.startS * 1000) continue;
        // A device of the pool after the other.
        // oxlint-disable-next-line no-await-in-loop
        member.run ??= await this.#begin(member);
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
    for (const [topic, payload] of messages) {
      const names = parseTopic(topic);
      this.#byName.get(`${names?.tenant}/${names?.device}`)?.carrier?.arrived(topic, payload);
    }
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
    this.#wire.stop();
  }

  get #carriers(): readonly WireCarrier[] {
    return this.#members.flatMap(({ carrier }) => (carrier === undefined ? [] : [carrier]));
  }

  async #begin(member: Member): Promise<DeviceRun> {
    const { net, request } = this.#parts;
    const { index, tenant, device } = member.plan;
    this.#pki ??= TestPki.create({ now: Date.now, authority: net.authority });
    const pki = await this.#pki;
    const credentials = await pki.issueDevice(tenant, device);
    const tls = () => ({ caPem: pki.caPem, ...credentials });
    return this.#maker.make(index, {
      tally: this.#account.tally,
      pages: this.#pages,
      carrier: (ends) => {
        member.carrier = new WireCarrier({
          ends,
          wire: this.#wire,
          identity: { tenant, device, brokers: [net.url], tls },
          request: (payload) => request(tenant, device, payload),
        });
        return member.carrier;
      },
    });
  }
}
