import { InternalError } from '@feierabend/protocol';

import type { LinkEvents } from '../../src/core/ports.ts';
import { FleetWire } from '../../src/fleet/wire/fleet-wire.ts';
import type { LeanIdentity } from '../../src/fleet/wire/lean-identity.ts';
import { LeanLink } from '../../src/fleet/wire/lean-link.ts';
import { deviceName, payload, tenant, type BenchClient, type BenchPlace } from './client.ts';

/** Ours, without a tracker behind it. */
export function leanClient(place: BenchPlace): BenchClient {
  return leanDevices(place, false);
}

/** The same, which takes up its TLS sessions again. */
export function resumingClient(place: BenchPlace): BenchClient {
  return leanDevices(place, true);
}

function leanDevices(place: BenchPlace, resumesTls: boolean): BenchClient {
  const { version } = place;
  const wire = new FleetWire({ versions: [version], plainTcp: 'for a bench', resumesTls });
  const devices: Device[] = [];
  return {
    connect: (index) =>
      new Promise((resolve, reject) => {
        const device = new Device(resolve, reject);
        devices[index] = device;
        device.link = new LeanLink(wire, identityOf(place, index), device);
        device.link.connect();
      }),
    publish: (index, done) => devices[index]?.publish(done),
    again: (index) => devices[index]?.again() ?? Promise.resolve(),
  };
}

/** Who the device of this number is, and where its broker is. */
export function identityOf({ brokers, tls }: BenchPlace, index: number): LeanIdentity {
  const identity = () => {
    const credentials = tls?.devices[index];
    if (tls === undefined || credentials === undefined) throw new InternalError('no identity');
    return { caPem: tls.caPem, ...credentials };
  };
  return { tenant, device: deviceName(index), brokers, tls: identity };
}

const nobody = () => {};

/** What stands for the core: it counts its messages. */
class Device implements LinkEvents {
  link: LeanLink | undefined;
  #done: () => void = nobody;
  #ready: () => void;
  #failed: (error: Error) => void;
  #id = 0;

  constructor(ready: () => void, failed: (error: Error) => void) {
    this.#ready = ready;
    this.#failed = failed;
  }

  publish(done: () => void): void {
    this.#done = done;
    this.#id += 1;
    this.link?.publish({ id: this.#id, channel: 'report', payload });
  }

  again(): Promise<void> {
    this.link?.cut();
    return new Promise((resolve, reject) => {
      [this.#ready, this.#failed] = [resolve, reject];
      this.link?.connect();
    });
  }

  connected(): void {
    this.#ready();
    [this.#ready, this.#failed] = [nobody, nobody];
  }

  published(): void {
    this.#done();
  }

  received(): void {}

  disconnected(reason: string): void {
    this.#failed(new TypeError(reason));
  }
}
