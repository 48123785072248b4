/** The bench of the link contract: a tracker's link, a wire with faults, a broker, and a controller that reads along. */
import { MqttLink } from '../adapters/mqtt/mqtt-link.ts';
import type { LinkBench } from '../adapters/link-contract.ts';
import type { LinkEvents } from '../core/ports.ts';
import type { MqttLinkOptions } from '../adapters/mqtt/mqtt-link.ts';

import { FaultProxy } from '../faults/fault-proxy.ts';
import type { Credentials } from '../pki/credentials.ts';
import type { TestPki } from '../pki/test-pki.ts';
import { RawClient, withDeadline } from './raw-client.ts';

export interface LinkBenchOptions {
  readonly pki: TestPki;
  readonly brokerPort: number;
  /** A name of its own for each bench on the same broker. */
  readonly device: string;
  /** A controller of the tenant. */
  readonly office: { readonly name: string; readonly credentials: Credentials };
  readonly link?: Partial<MqttLinkOptions>;
}

const tenant = 'acme';

export class MqttLinkBench implements LinkBench {
  readonly proxy: FaultProxy;
  readonly links: MqttLink[] = [];
  readonly #options: LinkBenchOptions;
  readonly #credentials: Credentials;
  readonly #office: RawClient;
  readonly #changes = new Set<() => void>();
  #healAcknowledgements: (() => void) | undefined;

  private constructor(parts: {
    options: LinkBenchOptions;
    credentials: Credentials;
    proxy: FaultProxy;
    office: RawClient;
  }) {
    this.#options = parts.options;
    this.#credentials = parts.credentials;
    this.proxy = parts.proxy;
    this.#office = parts.office;
    this.#office.client.on('message', () => this.#changed());
  }

  static async start(options: LinkBenchOptions): Promise<MqttLinkBench> {
    const { pki, brokerPort, device, office } = options;
    const client = new RawClient({
      broker: { port: brokerPort },
      pki,
      credentials: office.credentials,
      clientId: `${tenant}/${office.name}`,
    });
    await client.accepted();
    await client.subscribe(`feierabend/1/${tenant}/${device}/#`);
    return new MqttLinkBench({
      options,
      credentials: await pki.issueDevice(tenant, device),
      proxy: await FaultProxy.listen({ targetPort: brokerPort }),
      office: client,
    });
  }

  make(events: LinkEvents): MqttLink {
    const { pki, device, link } = this.#options;
    const changed = (): void => this.#changed();
    const made = new MqttLink(
      {
        brokers: [
          {
            url: `mqtts://127.0.0.1:${this.proxy.port}`,
            caPem: pki.caPem,
            ...this.#credentials,
          },
        ],
        tenant,
        device,
        connectTimeoutMs: 10_000,
        backOff: { firstMs: 10, lastMs: 50 },
        ...link,
      },
      {
        connected: () => (events.connected(), changed()),
        published: (id) => (events.published(id), changed()),
        received: (channel, payload) => (events.received(channel, payload), changed()),
        disconnected: (reason) => (events.disconnected(reason), changed()),
      },
    );
    this.links.push(made);
    return made;
  }

  delivered(): readonly string[] {
    const topic = `feierabend/1/${tenant}/${this.#options.device}/report`;
    return this.#office.received.filter((one) => one.topic === topic).map((one) => one.text);
  }

  async request(text: string): Promise<void> {
    await this.#office.publish(`feierabend/1/${tenant}/${this.#options.device}/smp/req`, text);
  }

  setUp(isUp: boolean): Promise<void> {
    return isUp ? this.proxy.up() : this.proxy.down();
  }

  setAcknowledging(isAcknowledging: boolean): Promise<void> {
    this.#healAcknowledgements?.();
    this.#healAcknowledgements = isAcknowledging
      ? undefined
      : this.proxy.add('downstream', { type: 'timeout', timeoutMs: 0 });
    return Promise.resolve();
  }

  until(isSo: () => boolean, what: string): Promise<void> {
    return withDeadline(
      new Promise((resolve) => {
        const check = (): void => {
          if (!isSo()) return;
          this.#changes.delete(check);
          resolve();
        };
        this.#changes.add(check);
        check();
      }),
      what,
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.links.map((link) => link.stop(200)));
    await this.proxy.down();
    await this.#office.end();
  }

  #changed(): void {
    for (const check of this.#changes) check();
  }
}
