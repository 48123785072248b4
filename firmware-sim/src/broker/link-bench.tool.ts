/** The bench of the link contract: a tracker's link, a wire with faults, a broker, and a controller that reads along. */
import { MqttLink } from '../adapters/mqtt/mqtt-link.ts';
import type { LinkBench } from '../adapters/link-contract.ts';
import type { Link, LinkEvents } from '../core/ports.ts';
import type { TlsIdentity } from '../adapters/mqtt/mqtt-tls.ts';
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
}

/** Who the link under test is, and where it connects. */
export interface LinkPlace {
  readonly url: string;
  readonly tenant: string;
  readonly device: string;
  readonly identity: TlsIdentity;
}

export interface LinkUnderTest extends Link {
  stop(deadlineMs: number): Promise<void>;
}

const tenant = 'acme';

/** Of any link over MQTT; {@link startMqttLinkBench} is that of the tracker's own. */
export class BrokerLinkBench<Made extends LinkUnderTest> implements LinkBench {
  readonly proxy: FaultProxy;
  readonly links: Made[] = [];
  readonly #device: string;
  readonly #make: (events: LinkEvents) => Made;
  readonly #office: RawClient;
  readonly #changes = new Set<() => void>();
  #healAcknowledgements: (() => void) | undefined;

  private constructor(parts: {
    device: string;
    proxy: FaultProxy;
    office: RawClient;
    make: (events: LinkEvents) => Made;
  }) {
    this.#device = parts.device;
    this.proxy = parts.proxy;
    this.#make = parts.make;
    this.#office = parts.office;
    this.#office.client.on('message', () => this.#changed());
  }

  static async start<Made extends LinkUnderTest>(
    options: LinkBenchOptions,
    make: (place: LinkPlace, events: LinkEvents) => Made,
  ): Promise<BrokerLinkBench<Made>> {
    const { pki, brokerPort, device, office } = options;
    const client = new RawClient({
      broker: { port: brokerPort },
      pki,
      credentials: office.credentials,
      clientId: `${tenant}/${office.name}`,
    });
    await client.accepted();
    await client.subscribe(`feierabend/1/${tenant}/${device}/#`);
    const proxy = await FaultProxy.listen({ targetPort: brokerPort });
    const identity = { caPem: pki.caPem, ...(await pki.issueDevice(tenant, device)) };
    const place = { url: `mqtts://127.0.0.1:${proxy.port}`, tenant, device, identity };
    return new BrokerLinkBench({
      device,
      proxy,
      office: client,
      make: (events) => make(place, events),
    });
  }

  make(events: LinkEvents): Made {
    const changed = (): void => this.#changed();
    const made = this.#make({
      connected: () => (events.connected(), changed()),
      published: (id) => (events.published(id), changed()),
      received: (channel, payload) => (events.received(channel, payload), changed()),
      disconnected: (reason) => (events.disconnected(reason), changed()),
    });
    this.links.push(made);
    return made;
  }

  delivered(): readonly string[] {
    const topic = `feierabend/1/${tenant}/${this.#device}/report`;
    return this.#office.received.filter((one) => one.topic === topic).map((one) => one.text);
  }

  async request(text: string): Promise<void> {
    await this.#office.publish(`feierabend/1/${tenant}/${this.#device}/smp/req`, text);
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

/** The bench of the tracker's own link. */
export function startMqttLinkBench(
  options: LinkBenchOptions & { readonly link?: Partial<MqttLinkOptions> },
): Promise<BrokerLinkBench<MqttLink>> {
  return BrokerLinkBench.start(options, ({ url, tenant: of, device, identity }, events) => {
    const settings: MqttLinkOptions = {
      brokers: [{ url, ...identity }],
      tenant: of,
      device,
      connectTimeoutMs: 10_000,
      backOff: { firstMs: 10, lastMs: 50 },
    };
    return new MqttLink({ ...settings, ...options.link }, events);
  });
}
