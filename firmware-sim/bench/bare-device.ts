import { InternalError, type CompiledPolicy } from '@feierabend/protocol';

import type { Link, LinkEvents } from '../src/core/ports.ts';
import { eraseBlockBytes, flashBytes } from '../src/core/storage/flash-map.ts';
import { NorFlash } from '../src/hardware/nor-flash.ts';
import { SeededRandom } from '../src/hardware/seeded-random.ts';
import { VirtualClock } from '../src/hardware/virtual-clock.ts';
import { VirtualDevice } from '../src/hardware/virtual-device.ts';
import { SimNetwork } from '../src/world/sim-network.ts';
import { simulatedTenant, type SimulatedTenant } from '../src/world/tenant.ts';

/** A device with a network and nothing else around it: what is measured is the device. */
export class BareDevice {
  readonly clock = new VirtualClock();
  readonly device: VirtualDevice;
  readonly flash = new NorFlash({ sizeBytes: flashBytes, eraseBlockBytes });
  readonly #fromS: number;
  messages = 0;

  constructor(parts: {
    tenant: SimulatedTenant;
    policy: CompiledPolicy;
    fromS: number;
    seed: number;
    /** One in virtual time when not given. */
    network?: (events: LinkEvents) => Link;
  }) {
    const { tenant, policy, fromS, seed } = parts;
    this.#fromS = fromS;
    const sent = () => {
      this.messages += 1;
    };
    const network = new SimNetwork(this.clock, { attached: nothing, sent });
    this.device = new VirtualDevice(
      {
        clock: this.clock,
        flash: this.flash,
        random: new SeededRandom(seed),
        serialOut: nothing,
        log: nothing,
        network: parts.network ?? ((events) => network.boot(events)),
        tap: undefined,
      },
      tenant.trust,
    );
    this.device.manufacture({ image: tenant.image, provisioning: tenant.provisioning });
    this.device.powerOn();
    const decision = this.device.tracker?.duty?.instruct(tenant.policyOrder(policy, 1, fromS));
    if (decision?.accepted !== true) throw new InternalError('the policy was not taken');
  }

  passTo(timeS: number): void {
    const untilMs = (timeS - this.#fromS) * 1000;
    while (this.clock.step(untilMs));
  }

  get fixes(): number {
    return this.device.tracker?.duty?.recorder.counts.fixesTaken ?? 0;
  }
}

const nothing = () => {};

/** One tenant for all devices of a bench. */
export const benchTenant = simulatedTenant(new SeededRandom(7));
