import type { LinkError } from '@feierabend/protocol';
import { MqttClient } from 'mqtt';

import { explainMqttFailure } from '../../adapters/mqtt/mqtt-failure.ts';
import {
  loadTlsContext,
  openTlsStream,
  parseBrokerUrl,
  type TlsIdentity,
} from '../../adapters/mqtt/mqtt-tls.ts';
import { protocolLevel, type MqttVersion } from '../../adapters/mqtt/mqtt-version.ts';

interface ProbeClientOptions {
  readonly url: string;
  readonly version: MqttVersion;
  readonly clientId: string;
  readonly identity: TlsIdentity;
  readonly deadlineMs: number;
  readonly onMessage: (topic: string) => void;
}

/**
 * One connection of somebody who tries what is forbidden. A broker may refuse it in any way, hanging up included: everything
 * resolves when it has answered, when the connection is over, or at the deadline of it all.
 */
export class ProbeClient {
  /** Why there is no connection; undefined when the broker has let it in. */
  readonly failure: LinkError | undefined;
  readonly #client: MqttClient;
  readonly #closed: Promise<void>;

  private constructor(client: MqttClient, closed: Promise<void>, failure: LinkError | undefined) {
    this.#client = client;
    this.#closed = closed;
    this.failure = failure;
  }

  /** Nothing of it stays at the broker: no session, no will. */
  static async open(options: ProbeClientOptions): Promise<ProbeClient> {
    const { url, version, clientId, identity, deadlineMs, onMessage } = options;
    const address = parseBrokerUrl(url);
    const context = loadTlsContext(identity);
    const client = new MqttClient(() => openTlsStream(address, context), {
      protocolVersion: protocolLevel(version),
      clientId,
      clean: true,
      reconnectPeriod: 0,
      resubscribe: false,
      connectTimeout: deadlineMs,
    });
    let cause: unknown;
    client.on('error', (error) => {
      cause ??= error;
      client.stream.destroy();
    });
    client.on('message', (topic) => onMessage(topic));
    const over = setTimeout(() => client.stream.destroy(), deadlineMs);
    const closed = new Promise<void>((resolve) => {
      client.once('close', () => {
        clearTimeout(over);
        resolve();
      });
    });
    const isIn = new Promise<boolean>((resolve) => client.once('connect', () => resolve(true)));
    const isOut = closed.then(() => false);
    const failure = (await Promise.race([isIn, isOut]))
      ? undefined
      : explainMqttFailure(cause, address);
    return new ProbeClient(client, closed, failure);
  }

  subscribe(filter: string): Promise<void> {
    return this.#answer((done) => this.#client.subscribe(filter, { qos: 0 }, done));
  }

  publish(topic: string, text: string): Promise<void> {
    return this.#answer((done) => this.#client.publish(topic, text, { qos: 1 }, done));
  }

  async end(): Promise<void> {
    this.#client.end(!this.#client.connected);
    await this.#closed;
  }

  async #answer(ask: (done: () => void) => void): Promise<void> {
    if (!this.#client.connected) return;
    await Promise.race([new Promise<void>((resolve) => ask(() => resolve())), this.#closed]);
  }
}
