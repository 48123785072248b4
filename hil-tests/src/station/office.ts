import type { HpkeKeyPair } from '@feierabend/protocol';

import {
  startMqttSubscriber,
  type MqttSubscriber,
  type TenantMessage,
} from '@feierabend/firmware-sim/controller/mqtt-subscriber';
import {
  ReportController,
  type Received,
} from '@feierabend/firmware-sim/controller/report-controller';
import type { Credentials } from '@feierabend/firmware-sim/pki/credentials';
import type { DeviceRecord } from '../record/run-record.ts';
import { sealKeyOf } from './tracker-identity.ts';

export interface OfficeOptions {
  readonly url: string;
  readonly caPem: string;
  readonly credentials: Credentials;
  readonly tenant: string;
  readonly recipient: HpkeKeyPair;
  readonly deadlineMs: number;
}

interface Desk {
  readonly messages: TenantMessage[];
  /** Messages that were read already. */
  read: number;
  controller: ReportController | undefined;
}

/** The controller of a tenant, at the broker during the whole run: one desk per device. */
export class Office {
  readonly #options: OfficeOptions;
  readonly #subscriber: MqttSubscriber;
  readonly #desks: Map<string, Desk>;

  private constructor(
    options: OfficeOptions,
    subscriber: MqttSubscriber,
    desks: Map<string, Desk>,
  ) {
    this.#options = options;
    this.#subscriber = subscriber;
    this.#desks = desks;
  }

  static async open(options: OfficeOptions): Promise<Office> {
    const { url, caPem, credentials, tenant, deadlineMs } = options;
    const desks = new Map<string, Desk>();
    const subscriber = await startMqttSubscriber({
      url,
      caPem,
      credentials,
      tenant,
      name: 'office',
      connectTimeoutMs: deadlineMs,
      onMessage: (message) => deskOf(desks, message.device).messages.push(message),
    });
    return new Office(options, subscriber, desks);
  }

  get recipient(): HpkeKeyPair {
    return this.#options.recipient;
  }

  /** Sends one SMP message to a device; its answer comes among its messages. */
  request(device: string, payload: Uint8Array): void {
    this.#subscriber.request(device, payload);
  }

  /** Everything of one device as it came, sealed. */
  messages(device: string): readonly TenantMessage[] {
    return deskOf(this.#desks, device).messages;
  }

  /** What reached it on another way. */
  take(message: TenantMessage): void {
    deskOf(this.#desks, message.device).messages.push(message);
  }

  /** What one device's messages say, when all that is under way has come. */
  async received(identity: DeviceRecord): Promise<Received> {
    await this.#subscriber.caughtUp(this.#options.deadlineMs);
    const { tenant, device } = identity;
    const desk = deskOf(this.#desks, device);
    desk.controller ??= new ReportController(this.#options.recipient, [
      { tenant, device, sealKey: sealKeyOf(identity) },
    ]);
    for (const message of desk.messages.slice(desk.read)) desk.controller.take(message);
    desk.read = desk.messages.length;
    return desk.controller.received;
  }

  close(): Promise<void> {
    return this.#subscriber.stop();
  }
}

function deskOf(desks: Map<string, Desk>, device: string): Desk {
  let desk = desks.get(device);
  if (desk === undefined) {
    desk = { messages: [], read: 0, controller: undefined };
    desks.set(device, desk);
  }
  return desk;
}
