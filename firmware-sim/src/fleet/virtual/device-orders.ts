import { createHash } from 'node:crypto';

import {
  encodeInstructionBody,
  ImageState,
  LinkError,
  readImage,
  Reset,
  sendInstruction,
  SmpRefusal,
  uploadImage,
} from '@feierabend/protocol';

import type { SimulatedTenant } from '../../world/tenant.ts';
import type { Answered } from '../checkers/checker.ts';
import type { FaultAct } from '../plan/fleet-plan.ts';
import type { TenantPolicy } from '../plan/fleet-tenant.ts';
import type { Tally } from '../result/tally.ts';
import type { ControllerLine } from './controller-line.ts';

/** What a device takes at once over MQTT. */
const buffers = { bufferBytes: 1024, bufferCount: 4 } as const;
/** A device that lost its connection is tried again so often, and at least so far apart. */
const triesMax = 50;
const retryMs = 120_000;
/** A trial of new firmware is over after this: two boots and a connection. */
const trialMs = 10 * 60_000;
/** The boots go by the time of the device, the connection by the clock, however fast the scenario goes. */
const trialWallMs = 10_000;

export interface DeviceOrdersParts {
  readonly line: ControllerLine;
  readonly tenant: SimulatedTenant;
  /** Somebody else, who has signed for this device all the same. */
  readonly stranger: SimulatedTenant;
  readonly policies: readonly TenantPolicy[];
  readonly defects: readonly string[];
  readonly tally: Tally;
  readonly answered: (answer: Answered) => void;
}

/** What the controller does with one device: one thing after the other, each until it is done or refused. */
export class DeviceOrders {
  readonly #parts: DeviceOrdersParts;
  readonly #waiting: FaultAct[] = [];
  #isAtWork = false;
  #openCount = 0;
  /** Of the last order that was signed for the device; the first one brought its first policy. */
  #sequence = 1;
  /** The order that was signed for what is being done: it may have been obeyed, with an answer that did not come. */
  #pending: Uint8Array | undefined;

  constructor(parts: DeviceOrdersParts) {
    this.#parts = parts;
  }

  give(act: FaultAct): void {
    this.#waiting.push(act);
    this.#openCount += 1;
    if (this.#isAtWork) return;
    this.#isAtWork = true;
    this.#parts.line.during(() => this.#work());
  }

  /** How much of what was to be done is neither done nor given up. */
  get openCount(): number {
    return this.#openCount;
  }

  async #work(): Promise<void> {
    for (let act = this.#waiting.shift(); act !== undefined; act = this.#waiting.shift()) {
      // A device does one thing at a time.
      // oxlint-disable-next-line no-await-in-loop
      await this.#persist(act);
      this.#openCount -= 1;
    }
    this.#isAtWork = false;
  }

  /** Tries until the device has answered: what breaks in between is begun anew. */
  async #persist(act: FaultAct): Promise<void> {
    const { line, tally } = this.#parts;
    this.#pending = undefined;
    for (let tries = 0; tries < triesMax; tries += 1) {
      try {
        // oxlint-disable-next-line no-await-in-loop
        await line.connected();
        // oxlint-disable-next-line no-await-in-loop
        await this.#do(act);
        return;
      } catch (error) {
        if (error instanceof SmpRefusal) {
          tally.count('orders-failed');
          return;
        }
        if (!(error instanceof LinkError)) throw error;
        // oxlint-disable-next-line no-await-in-loop
        await line.reconnected(retryMs);
      }
    }
    tally.count('orders-failed');
  }

  async #do(act: FaultAct): Promise<void> {
    if (act.kind === 'policy-change') return this.#changePolicy(act.policy);
    if (act.kind === 'wipe') return this.#wipe();
    if (act.kind === 'foreign-order') return this.#tryForeign();
    if (act.kind === 'firmware-rollout') return this.#update(act.version, act.image);
  }

  async #changePolicy(number: number): Promise<void> {
    const { policies, answered, line } = this.#parts;
    const policy = policies[number];
    if (policy === undefined) return;
    await this.#order('policy', policy.body);
    const { atMs } = line;
    const { tenant } = this.#parts.tenant.provisioning;
    answered({ atMs, order: 'policy', tenant, accepted: true, policy: policy.digest });
  }

  async #wipe(): Promise<void> {
    const { answered, line, tenant } = this.#parts;
    await this.#order('wipe', encodeInstructionBody('wipe', { scope: 'reports', data: 'destroy' }));
    // What it has taken since then may come before its answer does.
    const { saidMs: atMs } = line;
    answered({ atMs, order: 'wipe', tenant: tenant.provisioning.tenant, accepted: true });
  }

  /** What a stranger signed in the tenant's name, and what the tenant's people signed in a stranger's. */
  async #tryForeign(): Promise<void> {
    const { tenant, stranger, policies, answered, line } = this.#parts;
    const [own, other] = [tenant, stranger].map(({ provisioning }) => provisioning.tenant);
    if (own === undefined || other === undefined) return;
    const issuedS = Math.floor(line.atMs / 1000);
    const body = policies[0]?.body ?? new Uint8Array();
    const order = { kind: 'policy', body, sequence: this.#sequence + 1, issuedS } as const;
    const forged = [
      stranger.order({ ...order, tenant: own }),
      tenant.order({ ...order, tenant: other }),
    ];
    for (const bytes of forged) {
      // oxlint-disable-next-line no-await-in-loop
      const accepted = await this.#isObeyed(bytes);
      answered({ atMs: line.atMs, order: 'policy', tenant: other, accepted });
    }
  }

  async #isObeyed(bytes: Uint8Array): Promise<boolean> {
    try {
      await sendInstruction(this.#parts.line.client, bytes, buffers);
      return true;
    } catch (error) {
      if (error instanceof SmpRefusal) return false;
      throw error;
    }
  }

  async #update(version: string, kind: 'good' | 'bad'): Promise<void> {
    const { tenant, defects, tally } = this.#parts;
    const [major = 0, minor = 0, revision = 0] = version.split('.').map(Number);
    const selfTest = kind === 'good' ? 'pass' : 'fail';
    const image = tenant.imageOf({ version: [major, minor, revision], selfTest, defects });
    const read = readImage(image);
    if (!read.ok) return;
    const { hash } = read.value;
    // Where the answer to its confirmation did not come, nothing else is left to do.
    if (this.#pending === undefined && !(await this.#isKept(image, hash))) {
      tally.count('reverted');
      return;
    }
    await this.#order(
      'confirm-firmware',
      encodeInstructionBody('confirm-firmware', { imageHash: hash }),
    );
    tally.count('updated');
  }

  /** Whether the device runs it after the trial. */
  async #isKept(image: Uint8Array, hash: Uint8Array): Promise<boolean> {
    const { line } = this.#parts;
    const { client } = line;
    const sha256 = createHash('sha256').update(image).digest();
    await uploadImage(client, { image, sha256, ...buffers, resume: false });
    await client.request(ImageState.write, { hash, confirm: false });
    await client.request(Reset.write, {});
    await line.reconnected(trialMs, trialWallMs);
    const { images } = await client.request(ImageState.read, {});
    const running = images.find(({ active }) => active === true);
    return running?.hash !== undefined && Buffer.from(running.hash).equals(hash);
  }

  /** What broke off is sent again as it was: a device that has obeyed it says so again, and refuses the same order newly signed. */
  async #order(kind: 'policy' | 'wipe' | 'confirm-firmware', body: Uint8Array): Promise<void> {
    const { line, tenant, tally } = this.#parts;
    if (this.#pending === undefined) {
      this.#sequence += 1;
      const issuedS = Math.floor(line.atMs / 1000);
      this.#pending = tenant.order({ kind, body, sequence: this.#sequence, issuedS });
    }
    await sendInstruction(line.client, this.#pending, buffers);
    tally.count('orders');
  }
}
