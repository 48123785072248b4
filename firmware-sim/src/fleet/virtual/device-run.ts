import { createHash } from 'node:crypto';

import { InternalError } from '@feierabend/protocol';

import { topicOf } from '../../broker/topic.ts';
import type { LinkMessage } from '../../core/ports.ts';
import type { SharedPages } from '../../hardware/shared-pages.ts';
import { Life } from '../../world/life.ts';
import type { RibbonSpan } from '../../world/mode-ribbon.ts';
import type { LifeWatch, Stage } from '../../world/stage.ts';
import type { SeenMessage } from '../checkers/checker.ts';
import { DeviceCheck } from '../checkers/device-check.ts';
import { isSealedChannel } from '../checkers/sealed-channel.ts';
import { devicePlan, type DevicePlan } from '../plan/device-plan.ts';
import type { FleetPlan } from '../plan/fleet-plan.ts';
import { FleetTenant } from '../plan/fleet-tenant.ts';
import { FleetTracks } from '../plan/fleet-tracks.ts';
import type { Tally } from '../result/tally.ts';
import { directCarrier, type Carrier, type CarrierEnds } from './carrier.ts';
import { ControllerLine } from './controller-line.ts';
import { DeviceOrders } from './device-orders.ts';
import { lifeFaults, stageFaults } from './fault-stage.ts';
import { leftoverOf } from './leftover-of.ts';

export interface LivedDevice {
  /** SHA-256 of everything it sent and logged, and when. */
  readonly digest: Uint8Array;
  readonly ribbon: readonly RibbonSpan[];
}

interface RunOptions {
  readonly tally: Tally;
  /** Without a network when not given. */
  readonly carrier?: ((ends: CarrierEnds) => Carrier) | undefined;
  /** How much faster than the clock its time goes, where it goes by one. */
  readonly factor?: number;
  /** It sleeps whenever it can, and what many devices have alike is kept here. */
  readonly pages?: SharedPages | undefined;
}

/** Signs what no device may obey. A scenario can have no tenant of that name: those are of small letters. */
export const strangerName = 'Stranger';

/** Makes devices of a fleet; what several of them have in common is made once. */
export class DeviceMaker {
  readonly #fleet: FleetPlan;
  readonly #tracks: FleetTracks;
  readonly #tenants = new Map<string, FleetTenant>();

  constructor(fleet: FleetPlan) {
    this.#fleet = fleet;
    this.#tracks = new FleetTracks(fleet);
  }

  make(index: number, options: RunOptions): DeviceRun {
    const plan = devicePlan(this.#fleet, index);
    return new DeviceRun({
      plan,
      tenant: this.#tenantOf(plan.tenant),
      stranger: this.#tenantOf(strangerName),
      untilS: this.#fleet.untilS,
      whereabouts: this.#tracks.of(plan),
      ...options,
    });
  }

  #tenantOf(name: string): FleetTenant {
    let tenant = this.#tenants.get(name);
    if (tenant === undefined) {
      tenant = new FleetTenant(this.#fleet, name);
      this.#tenants.set(name, tenant);
    }
    return tenant;
  }
}

interface RunParts extends RunOptions {
  readonly plan: DevicePlan;
  readonly tenant: FleetTenant;
  readonly stranger: FleetTenant;
  readonly untilS: number;
  readonly whereabouts: ReturnType<FleetTracks['of']>;
}

/** One device: its life, its controller, and who looks at both. */
export class DeviceRun implements LifeWatch {
  readonly #parts: RunParts;
  readonly #hash = createHash('sha256');
  readonly #handedMs = new Map<LinkMessage, number>();
  readonly #life: Life;
  readonly #carrier: Carrier;
  readonly #line: ControllerLine;
  readonly #orders: DeviceOrders;
  #isConnected = false;
  #sealed = 0;

  constructor(parts: RunParts) {
    this.#parts = parts;
    const { plan, tenant, untilS } = parts;
    const first = tenant.policies[plan.policy];
    if (first === undefined) throw new InternalError(`a plan without policy ${plan.policy}`);
    const stages: Stage[] = [];
    this.#life = new Life({
      seed: plan.seed,
      fromS: plan.startS,
      untilS,
      policy: first.policy,
      nmea: false,
      faults: lifeFaults(plan),
      journey: parts.whereabouts,
      tenant: tenant.withDevice(plan.device, plan.defects),
      watch: this,
      sleeps: parts.pages !== undefined,
      pages: parts.pages,
      stage: (stage) => stages.push(stage),
    });
    const [stage] = stages;
    if (stage === undefined) throw new InternalError(`${plan.device} has no stage`);
    const deliver = (request: Uint8Array) => this.#carrier.request(request);
    this.#line = new ControllerLine(stage, deliver, parts.factor);
    this.#orders = this.#stageOrders(stage, first.digest);
    this.#life.begin();
    const { carrier = directCarrier } = parts;
    this.#carrier = carrier({
      plan,
      stage,
      judge: this.#check(),
      answered: (payload, sentMs) => this.#line.answered(payload, sentMs),
    });
  }

  /** Lives up to a Unix time, as long as `goesOn`; its own end comes first. */
  async advance(untilMs: number, goesOn: () => boolean = () => true): Promise<void> {
    const { plan, untilS } = this.#parts;
    const { hold } = this.#carrier;
    const lastMs = Math.min(untilMs, untilS * 1000) - plan.startS * 1000;
    await this.#life.advance(lastMs, { goesOn, hold });
  }

  finish(): LivedDevice {
    const { tally, plan, untilS } = this.#parts;
    const life = this.#life;
    life.finish();
    const { counts, energy, unixMs } = life;
    const { payloadBytes, waitingFrames: waiting } = counts;
    const days = (untilS - plan.startS) / 86_400;
    const { judge } = this.#carrier;
    const left = leftoverOf(counts.lastDuty, this.#sealed);
    const { boots, fixes: fixesTaken } = counts;
    const { counts: used } = energy;
    judge.finish({ atMs: unixMs, days, energy: used, payloadBytes, boots, fixesTaken, left });
    tally.count('devices');
    tally.count('boots', boots);
    tally.count('withheld', counts.epochsWithheld);
    tally.count('waiting', waiting);
    tally.count('orders-open', this.#orders.openCount);
    const { journalEntries } = counts;
    this.#hash.update(JSON.stringify([fixesTaken, journalEntries, boots, used]));
    this.#hash.update(life.flash.eraseCounts);
    return { digest: this.#hash.digest(), ribbon: life.ribbon.spans };
  }

  /** The mode it is in; undefined before its first one. */
  get mode(): string | undefined {
    return this.#life.ribbon.mode;
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** The Unix time at which something is to happen next; infinity when nothing is. */
  get nextDueMs(): number {
    return this.#parts.plan.startS * 1000 + (this.#life.nextDueMs ?? Number.POSITIVE_INFINITY);
  }

  /** The broker has said for it that its connection broke. */
  will(message: SeenMessage): void {
    this.#carrier.judge.will(message);
  }

  attached(): void {
    this.#isConnected = true;
    this.#parts.tally.count('connects');
    this.#carrier.attached?.();
    this.#line.attached();
  }

  detached(): void {
    this.#isConnected = false;
    this.#carrier.detached?.();
  }

  handed(message: LinkMessage, atMs: number): void {
    this.#handedMs.set(message, atMs);
    this.#hash.update(`${message.channel} ${atMs} `).update(message.payload);
  }

  sent(message: LinkMessage, atMs: number): void {
    this.#hash.update(`sent ${atMs} `);
    const { tenant, device } = this.#parts.plan;
    this.#carrier.judge.sent({ atMs, topic: topicOf(tenant, device, message.channel) });
    this.#carrier.sent(message, atMs, this.#handedMs.get(message) ?? atMs);
  }

  acknowledged(message: LinkMessage, atMs: number): void {
    const handedMs = this.#handedMs.get(message) ?? atMs;
    this.#handedMs.delete(message);
    const { id, channel, payload } = message;
    const { judge, measuresArrival = false } = this.#carrier;
    const isStored = isSealedChannel(channel);
    judge.acknowledged({
      atMs,
      channel,
      payload,
      ...(isStored ? { isKept: this.#life.device.tracker?.duty?.outbox.has(id) === true } : {}),
      ...(measuresArrival ? {} : { handedMs }),
    });
  }

  logged(line: string, atMs: number): void {
    this.#hash.update(`log ${atMs} ${line}`);
  }

  sealed(): void {
    this.#sealed += 1;
  }

  fed({ timeMs, position }: Parameters<LifeWatch['fed']>[0]): void {
    if (timeMs === undefined || position === undefined) return;
    const { latitudeE7, longitudeE7 } = position;
    this.#carrier.judge.fed({ atMs: timeMs, latitudeE7, longitudeE7 });
  }

  #stageOrders(stage: Stage, policy: string): DeviceOrders {
    const { plan, tenant, stranger, tally } = this.#parts;
    const orders = new DeviceOrders({
      line: this.#line,
      tenant: tenant.withDevice(plan.device, plan.defects),
      stranger: stranger.withDevice(plan.device, []),
      policies: tenant.policies,
      defects: plan.defects,
      tally,
      answered: (answer) => this.#carrier.judge.answered(answer),
    });
    stageFaults(plan, stage, (act) => orders.give(act));
    stage.clock.after(0, () => {
      const atMs = stage.startMs;
      const { judge } = this.#carrier;
      judge.answered({ atMs, order: 'policy', tenant: tenant.name, accepted: true, policy });
    });
    return orders;
  }

  #check(): DeviceCheck {
    const { plan, tenant, tally } = this.#parts;
    const identity = this.#life.device.tracker?.identity;
    if (identity === undefined) throw new InternalError(`${plan.device} has no identity`);
    return new DeviceCheck(
      {
        index: plan.index,
        tenant: tenant.name,
        device: plan.device,
        signKey: identity.sign.publicKey,
        sealKey: identity.seal.publicKey,
        recipient: tenant.recipient,
        ...tenant.rulesOf(plan),
      },
      tally,
    );
  }
}
