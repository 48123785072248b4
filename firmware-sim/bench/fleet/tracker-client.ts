import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';

import { InternalError, useCryptoEngine, type CompiledPolicy } from '@feierabend/protocol';

import type { GnssEpoch } from '../../src/gnss/epoch.ts';
import { FleetWire } from '../../src/fleet/wire/fleet-wire.ts';
import { nativeCrypto } from '../../src/hardware/native-crypto.ts';
import { SharedPages } from '../../src/hardware/shared-pages.ts';
import { policyText } from '../../src/testing/policy-text.ts';
import { compilePolicyText } from '../../src/world/policy-text.ts';
import { BareDevice, benchTenant } from '../bare-device.ts';
import { deviceName, type Behind, type BenchClient, type BenchPlace } from './client.ts';
import { GatedLink } from './gated-link.ts';
import { identityOf } from './lean-client.ts';

/** A Monday, three hours before the window of the policy, and its second hour. */
const fromS = Date.parse('2026-03-02T05:00:00+01:00') / 1000;
const restS = fromS + 3600;
const workS = Date.parse('2026-03-02T09:00:00+01:00') / 1000;
/** A fix a minute; then the batch is old enough to be stored. */
const fixesPerReport = 15;
const fixEveryS = 60;
/** Sockets have their turn after so many devices. */
const devicesPerTurn = 50;
const idleDeadlineMs = 60_000;

/**
 * The whole core of a tracker behind each connection of ours: flash, keys, journal, a signed policy; what it publishes are
 * fixes that it took, sealed, and freed in flash when they are acknowledged. Its time is virtual, its network is not.
 */
export async function trackerClient(place: BenchPlace): Promise<BenchClient> {
  useCryptoEngine(nativeCrypto);
  const trackers = new Trackers(place, await compilePolicyText(policyText, 'bench policy'));
  return {
    connect: (index) => trackers.at(index).link.dial(),
    publish: (index, done) => trackers.at(index).publish(done),
    behind: trackers,
  };
}

class Trackers implements Behind {
  readonly #wire: FleetWire;
  readonly #place: BenchPlace;
  readonly #policy: CompiledPolicy;
  readonly #pages = new SharedPages();
  readonly #all: BenchTracker[] = [];
  #nowS = workS;

  constructor(place: BenchPlace, policy: CompiledPolicy) {
    this.#place = place;
    this.#policy = policy;
    this.#wire = new FleetWire({ versions: [place.version], plainTcp: 'for a bench' });
  }

  at(index: number): BenchTracker {
    const one = this.#all[index];
    if (one === undefined) throw new InternalError(`there is no tracker ${index}`);
    return one;
  }

  make(index: number): void {
    this.#all[index] = new BenchTracker(index, this.#place, this.#policy, this.#wire);
  }

  /** What a start brings is sent, and the last place it was asked for is over; then they sleep. */
  async rest(from: number, until: number): Promise<void> {
    const some = this.#all.slice(from, until);
    for (const one of some) one.live(restS);
    await allIdle(some);
    for (const one of some) one.sleep(this.#pages);
  }

  /** The first fixes tell the time, and the window opens; what was withheld until then is sent. */
  async begin(): Promise<void> {
    await this.prepare();
    await this.#each((one) => one.live(this.#nowS));
    await allIdle(this.#all);
  }

  async prepare(): Promise<void> {
    const sinceS = this.#nowS;
    this.#nowS += fixesPerReport * fixEveryS;
    await this.#each((one, index) => one.collect(sinceS, index));
  }

  async #each(work: (one: BenchTracker, index: number) => void): Promise<void> {
    for (const [index, one] of this.#all.entries()) {
      work(one, index);
      // oxlint-disable-next-line no-await-in-loop -- lets the sockets have their turn
      if (index % devicesPerTurn === 0) await turn();
    }
  }
}

async function allIdle(some: readonly BenchTracker[]): Promise<void> {
  const deadlineMs = performance.now() + idleDeadlineMs;
  while (!some.every(({ isIdle }) => isIdle)) {
    if (performance.now() > deadlineMs) throw new InternalError('what was sent does not come back');
    // oxlint-disable-next-line no-await-in-loop -- one look after the other
    await sleep(20);
  }
}

class BenchTracker {
  readonly link: GatedLink;
  readonly #bare: BareDevice;

  constructor(index: number, place: BenchPlace, policy: CompiledPolicy, wire: FleetWire) {
    const device = deviceName(index);
    let link: GatedLink | undefined;
    this.#bare = new BareDevice({
      tenant: benchTenant.withDevice(device),
      policy,
      fromS,
      seed: index,
      network: (core) => (link = new GatedLink(wire, identityOf(place, index), core)),
    });
    if (link === undefined) throw new InternalError(`${device} asks for no network`);
    this.link = link;
  }

  /** Everything is acknowledged and freed. */
  get isIdle(): boolean {
    return this.link.isIdle && this.#duty.outbox.size === 0;
  }

  /** Lives on with a network. */
  live(untilS: number): void {
    this.#pass(untilS);
    this.link.isOpen = true;
    this.#duty.uplink.pump();
  }

  /** Lives on without, and takes a fix a minute; one report waits then. */
  collect(sinceS: number, place: number): void {
    this.link.isOpen = false;
    for (let fix = 0; fix < fixesPerReport; fix += 1) {
      const timeS = sinceS + fix * fixEveryS;
      this.#pass(timeS);
      this.#device.tracker?.gnssEpochReceived(epochAt(timeS, place));
    }
    this.#pass(sinceS + fixesPerReport * fixEveryS);
  }

  publish(done: () => void): void {
    this.link.done = done;
    this.link.isOpen = true;
    this.#duty.uplink.pump();
  }

  sleep(pages: SharedPages): void {
    if (!this.#device.sleep())
      throw new InternalError('a tracker that has nothing to do stays awake');
    this.#bare.flash.pack(pages);
  }

  get #device() {
    return this.#bare.device;
  }

  get #duty() {
    const duty = this.#device.tracker?.duty;
    if (duty === undefined) throw new InternalError('a tracker without duty');
    return duty;
  }

  #pass(untilS: number): void {
    this.#bare.passTo(untilS);
  }
}

/** On its way north, at 36 km/h. */
function epochAt(timeS: number, place: number): GnssEpoch {
  const latitudeE7 = 480_000_000 + place * 1000 + Math.round((timeS - workS) * 900);
  const position = {
    latitudeE7,
    longitudeE7: 110_000_000,
    altitudeM: 500,
    speedKmh: 36,
    courseDeg: 0,
  };
  return { timeMs: timeS * 1000, valid: true, position };
}
