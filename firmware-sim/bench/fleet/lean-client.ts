import { InternalError } from '@feierabend/protocol';

import type { LinkEvents } from '../../src/core/ports.ts';
import { FleetWire } from '../../src/fleet/wire/fleet-wire.ts';
import { LeanLink } from '../../src/fleet/wire/lean-link.ts';
import { deviceName, payload, tenant, type BenchClient, type BenchPlace } from './client.ts';

/** Ours, without a tracker behind it. */
export function leanClient({ port, tls }: BenchPlace): BenchClient {
  const wire = new FleetWire({ versions: ['3.1.1'], plainTcp: 'for a bench' });
  const brokers = [`${tls === undefined ? 'mqtt' : 'mqtts'}://127.0.0.1:${port}`];
  const devices: Device[] = [];
  const identity = (index: number) => {
    const credentials = tls?.devices[index];
    if (tls === undefined || credentials === undefined) throw new InternalError('no identity');
    return { caPem: tls.caPem, ...credentials };
  };
  return {
    connect: (index) =>
      new Promise((resolve, reject) => {
        const device = new Device(resolve, reject);
        devices[index] = device;
        const who = { tenant, device: deviceName(index), brokers, tls: () => identity(index) };
        device.link = new LeanLink(wire, who, device);
        device.link.connect();
      }),
    publish: (index, done) => devices[index]?.publish(done),
  };
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
