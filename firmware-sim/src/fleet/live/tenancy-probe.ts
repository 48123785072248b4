import { randomUUID } from 'node:crypto';

import { clientIdOf } from '../../broker/identity.ts';
import { tenantFilter, topicOf } from '../../broker/topic.ts';
import type { TestPki } from '../../pki/test-pki.ts';
import type { DevicePlan } from '../plan/device-plan.ts';
import type { LiveBroker } from './live-broker.ts';
import { ProbeClient } from './probe-client.ts';

const deadlineMs = 15_000;

interface ProbeParts {
  readonly pki: TestPki;
  /** Who signs for the brokers. */
  readonly caPem: string;
  readonly broker: Pick<LiveBroker, 'urls' | 'version'>;
  /** One device of each tenant, none of which is connected. */
  readonly devices: readonly DevicePlan[];
  /** Every controller has what it sent itself back from the broker, and everything before that. */
  readonly caughtUp: () => Promise<void>;
  /** Something has come through to a device. */
  readonly onCrossed: (device: string, sentence: string) => void;
}

/**
 * Tries once, before the devices live, what the rules of a broker have to keep them from: a device of each tenant, with the
 * certificate that is its own, reads what is for others and writes to a device of the next tenant.
 *
 * A broker may answer that it takes it, and do nothing of it (MQTT 3.1.1 knows no other way): what counts is what arrives.
 */
export class TenancyProbe {
  readonly #parts: ProbeParts;
  /** By what was written: whose it is, and on which topic. */
  readonly #written = new Map<string, { readonly device: string; readonly topic: string }>();

  constructor(parts: ProbeParts) {
    this.#parts = parts;
  }

  async try(): Promise<void> {
    await this.#read();
    await this.#write();
    await this.#parts.caughtUp();
  }

  /** Whether a message that came to a controller is one of the probe's; then it has come through. */
  knows(payload: Uint8Array): boolean {
    if (payload.length !== textLength) return false;
    const text = new TextDecoder().decode(payload);
    const written = this.#written.get(text);
    if (written === undefined) return false;
    // One message is one fault, however many read it.
    this.#written.delete(text);
    const { device, topic } = written;
    this.#parts.onCrossed(device, `a device could write to another tenant: ${topic}`);
    return true;
  }

  /** What the controllers send themselves comes to whoever may read it. */
  async #read(): Promise<void> {
    const { devices, caughtUp, onCrossed } = this.#parts;
    const clients = await this.#open((device, topic) => {
      const { tenant, device: name } = device;
      if (topic === topicOf(tenant, name, 'smp/req')) return;
      onCrossed(name, `a device could read what is for others: ${topic}`);
    });
    const each = (work: (client: ProbeClient, device: DevicePlan, next: DevicePlan) => unknown) =>
      Promise.all(clients.map(([at, client]) => work(client, of(at), of(at + 1))));
    const of = (at: number) => devices[at % devices.length] as DevicePlan;
    await each(async (client, _device, next) => {
      await client.subscribe(tenantFilter(next.tenant));
      await client.subscribe('#');
    });
    await caughtUp();
    await each(async (client, { tenant, device }) => {
      // The answer comes behind what was delivered before it.
      await client.subscribe(topicOf(tenant, device, 'smp/req'));
      await client.end();
    });
  }

  async #write(): Promise<void> {
    const { devices } = this.#parts;
    if (devices.length < 2) return;
    const clients = await this.#open(() => {});
    await Promise.all(
      clients.map(async ([at, client]) => {
        const { device } = devices[at] as DevicePlan;
        const next = devices[(at + 1) % devices.length] as DevicePlan;
        for (const channel of ['report', 'smp/req'] as const) {
          const topic = topicOf(next.tenant, next.device, channel);
          const text = `probe ${randomUUID()}`;
          this.#written.set(text, { device, topic });
          // oxlint-disable-next-line no-await-in-loop
          await client.publish(topic, text);
        }
        await client.end();
      }),
    );
  }

  /** A client at each broker for each device, with its place among the devices; of several brokers one need not be there. */
  async #open(
    onMessage: (device: DevicePlan, topic: string) => void,
  ): Promise<readonly (readonly [number, ProbeClient])[]> {
    const { pki, caPem, broker, devices } = this.#parts;
    const opened = await Promise.all(
      devices.map(async (plan, at) => {
        const { tenant, device: name } = plan;
        const credentials = await pki.issueDevice(tenant, name);
        const clients = await Promise.all(
          broker.urls.map((url) =>
            ProbeClient.open({
              url,
              version: broker.version,
              clientId: clientIdOf({ tenant, name, role: 'device' }),
              identity: { caPem, ...credentials },
              deadlineMs,
              onMessage: (topic) => onMessage(plan, topic),
            }),
          ),
        );
        return clients.map((client) => [at, client] as const);
      }),
    );
    const all = opened.flat();
    const isIn = all.filter(([, { failure }]) => failure === undefined);
    const [, refused] = all.find(([, { failure }]) => failure !== undefined) ?? [];
    if (isIn.length < devices.length && refused?.failure !== undefined) {
      await Promise.all(isIn.map(([, client]) => client.end()));
      throw refused.failure;
    }
    return isIn;
  }
}

const textLength = 'probe '.length + 36;
