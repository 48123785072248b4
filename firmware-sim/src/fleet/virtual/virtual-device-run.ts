import { createHash } from 'node:crypto';

import { InternalError } from '@feierabend/protocol';

import { topicOf } from '../../broker/topic.ts';
import type { LinkMessage } from '../../core/ports.ts';
import type { RibbonSpan } from '../../world/mode-ribbon.ts';
import { Life } from '../../world/life.ts';
import type { LifeWatch } from '../../world/stage.ts';
import { DeviceCheck } from '../checkers/device-check.ts';
import { devicePlan, type DevicePlan } from '../plan/device-plan.ts';
import type { FleetPlan } from '../plan/fleet-plan.ts';
import { FleetTenant } from '../plan/fleet-tenant.ts';
import { FleetTracks } from '../plan/fleet-tracks.ts';
import type { Tally } from '../result/tally.ts';
import { ControllerLine } from './controller-line.ts';
import { DeviceOrders } from './device-orders.ts';
import { lifeFaults, stageFaults } from './fault-stage.ts';

export interface LivedDevice {
  /** SHA-256 of everything it sent and logged, and when. */
  readonly digest: Uint8Array;
  readonly ribbon: readonly RibbonSpan[];
}

/** Lives devices of a fleet in virtual time, one after the other: no two of them know of each other. */
export class DeviceRunner {
  readonly #fleet: FleetPlan;
  readonly #tracks: FleetTracks;
  readonly #tenants = new Map<string, FleetTenant>();

  constructor(fleet: FleetPlan) {
    this.#fleet = fleet;
    this.#tracks = new FleetTracks(fleet);
  }

  async live(index: number, tally: Tally): Promise<LivedDevice> {
    const plan = devicePlan(this.#fleet, index);
    const tenant = this.#tenantOf(plan.tenant);
    const run = new DeviceRun({ plan, tenant, stranger: this.#tenantOf('stranger'), tally });
    const { untilS } = this.#fleet;
    return run.live({ untilS, whereabouts: this.#tracks.of(plan) });
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

interface RunParts {
  readonly plan: DevicePlan;
  readonly tenant: FleetTenant;
  readonly stranger: FleetTenant;
  readonly tally: Tally;
}

/** One device: its life, its controller, and who looks at both. */
class DeviceRun implements LifeWatch {
  readonly #parts: RunParts;
  readonly #hash = createHash('sha256');
  readonly #handedMs = new Map<LinkMessage, number>();
  #life: Life | undefined;
  #line: ControllerLine | undefined;
  #check: DeviceCheck | undefined;

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  async live(world: {
    untilS: number;
    whereabouts: ReturnType<FleetTracks['of']>;
  }): Promise<LivedDevice> {
    const { plan, tenant, stranger, tally } = this.#parts;
    const people = tenant.withDevice(plan.device, plan.defects);
    const first = tenant.policies[plan.policy];
    if (first === undefined) throw new InternalError(`a plan without policy ${plan.policy}`);
    const life = new Life({
      seed: plan.seed,
      fromS: plan.startS,
      untilS: world.untilS,
      policy: first.policy,
      nmea: false,
      faults: lifeFaults(plan),
      journey: world.whereabouts,
      tenant: people,
      watch: this,
      stage: (stage) => {
        const line = new ControllerLine(stage);
        this.#line = line;
        const orders = new DeviceOrders({
          line,
          tenant: people,
          stranger: stranger.withDevice(plan.device, []),
          policies: tenant.policies,
          defects: plan.defects,
          tally,
          answered: (answer) => this.#checked.answered(answer),
        });
        stageFaults(plan, stage, (act) => orders.give(act));
        stage.clock.after(0, () => {
          const atMs = stage.startMs;
          const { digest: policy } = first;
          this.#checked.answered({
            atMs,
            order: 'policy',
            tenant: tenant.name,
            accepted: true,
            policy,
          });
        });
      },
    });
    this.#life = life;
    await life.run();
    this.#finish(life, (world.untilS - plan.startS) / 86_400);
    return { digest: this.#hash.digest(), ribbon: life.ribbon.spans };
  }

  attached(): void {
    this.#line?.attached();
  }

  handed(message: LinkMessage, atMs: number): void {
    this.#handedMs.set(message, atMs);
    this.#hash.update(`${message.channel} ${atMs} `).update(message.payload);
  }

  sent({ channel, payload, ...more }: LinkMessage, atMs: number): void {
    const { plan, tenant } = this.#parts;
    this.#hash.update(`sent ${atMs} `);
    const topic = topicOf(tenant.name, plan.device, channel);
    // The core has no word for it; a careless modem could.
    const retained = 'retain' in more && more.retain === true;
    this.#checked.seen({ atMs, topic, payload, retained });
    if (channel === 'smp/rsp') this.#line?.answered(payload);
  }

  acknowledged(message: LinkMessage, atMs: number): void {
    const handedMs = this.#handedMs.get(message) ?? atMs;
    this.#handedMs.delete(message);
    const { channel, payload } = message;
    this.#checked.acknowledged({ atMs, handedMs, channel, payload });
  }

  logged(line: string, atMs: number): void {
    this.#hash.update(`log ${atMs} ${line}`);
  }

  fed({ timeMs, position }: Parameters<LifeWatch['fed']>[0]): void {
    if (timeMs === undefined || position === undefined) return;
    this.#checked.fed({ atMs: timeMs, ...position });
  }

  #finish(life: Life, days: number): void {
    const { tally } = this.#parts;
    const { counts, energy, unixMs } = life;
    const { payloadBytes, waitingFrames: waiting } = counts;
    this.#checked.finish({ atMs: unixMs, days, energy: energy.counts, payloadBytes, waiting });
    tally.count('devices');
    tally.count('boots', counts.boots);
    tally.count('withheld', counts.epochsWithheld);
    tally.count('waiting', waiting);
    const { fixes, journalEntries, boots } = counts;
    this.#hash.update(JSON.stringify([fixes, journalEntries, boots, energy.counts]));
    this.#hash.update(life.flash.eraseCounts);
  }

  /** Made when the device has keys to know it by. */
  get #checked(): DeviceCheck {
    if (this.#check !== undefined) return this.#check;
    const { plan, tenant, tally } = this.#parts;
    const identity = this.#life?.device.tracker?.identity;
    if (identity === undefined) throw new InternalError(`${plan.device} has no identity`);
    this.#check = new DeviceCheck(
      {
        index: plan.index,
        tenant: tenant.name,
        device: plan.device,
        signKey: identity.sign.publicKey,
        sealKey: identity.seal.publicKey,
        recipient: tenant.recipient,
        recipients: tenant.recipients,
        policies: tenant.allowed,
      },
      tally,
    );
    return this.#check;
  }
}
