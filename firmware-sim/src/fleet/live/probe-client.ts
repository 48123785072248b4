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

const connectDeadlineMs = 15_000;

interface ProbeClientOptions {
  readonly url: string;
  readonly version: MqttVersion;
  readonly clientId: string;
  readonly identity: TlsIdentity;
  /** What it may read: it is subscribed to that whenever it is connected. */
  readonly ownFilter: string;
  readonly onMessage: (text: string) => void;
}

interface Line {
  readonly client: MqttClient;
  readonly closed: Promise<void>;
}

/**
 * Somebody who tries what is forbidden. A broker may refuse it in any way, hanging up included; then it comes again. Nothing of
 * it stays at the broker: no session, no will.
 */
export class ProbeClient {
  readonly #options: ProbeClientOptions;
  readonly #address: ReturnType<typeof parseBrokerUrl>;
  readonly #context: ReturnType<typeof loadTlsContext>;
  readonly #awaited = new Map<string, () => void>();
  #line: Line | undefined;
  #over: LinkError | undefined;
  #giveUp: (reason: LinkError) => void = () => {};
  readonly #isGivenUp = new Promise<never>((_resolve, reject) => (this.#giveUp = reject));

  constructor(options: ProbeClientOptions) {
    this.#options = options;
    this.#address = parseBrokerUrl(options.url);
    this.#context = loadTlsContext(options.identity);
    // Whoever waits for something hears of it.
    this.#isGivenUp.catch(() => {});
  }

  /**
   * Connected, and subscribed to what is its own.
   *
   * @throws LinkError why the broker does not let it in
   */
  async enter(): Promise<void> {
    if (this.#line?.client.connected === true) return;
    if (this.#over !== undefined) throw this.#over;
    const { version, clientId, ownFilter, onMessage } = this.#options;
    const client = new MqttClient(() => openTlsStream(this.#address, this.#context), {
      protocolVersion: protocolLevel(version),
      clientId,
      clean: true,
      reconnectPeriod: 0,
      resubscribe: false,
      connectTimeout: connectDeadlineMs,
    });
    let cause: unknown;
    client.on('error', (error) => {
      cause ??= error;
      client.stream.destroy();
    });
    client.on('message', (_topic, payload) => {
      const text = payload.toString();
      onMessage(text);
      this.#awaited.get(text)?.();
    });
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    this.#line = { client, closed };
    const isIn = new Promise<boolean>((resolve) => client.once('connect', () => resolve(true)));
    if (!(await Promise.race([isIn, closed.then(() => false)]))) {
      throw this.#over ?? explainMqttFailure(cause, this.#address);
    }
    await this.#subscribe(ownFilter);
  }

  /** A filter at which the broker hangs up is left out. */
  async subscribe(filters: readonly string[]): Promise<void> {
    const taken: string[] = [];
    for (const filter of filters) {
      // oxlint-disable-next-line no-await-in-loop
      if (await this.#subscribe(filter)) taken.push(filter);
      else {
        // oxlint-disable-next-line no-await-in-loop
        await this.enter();
        // oxlint-disable-next-line no-await-in-loop
        for (const one of taken) await this.#subscribe(one);
      }
    }
  }

  /** Resolves when the broker has answered, in whichever way. */
  async publish(topic: string, text: string): Promise<void> {
    await this.enter();
    await this.#answer((client, done) => client.publish(topic, text, { qos: 1 }, done));
  }

  /** Resolves when the text has come to it; rejects when it is cut before. */
  async hears(text: string): Promise<void> {
    const heard = new Promise<void>((resolve) => this.#awaited.set(text, resolve));
    await Promise.race([heard, this.#isGivenUp]);
    this.#awaited.delete(text);
  }

  /** Ends everything that it waits for. */
  cut(reason: LinkError): void {
    this.#over ??= reason;
    this.#giveUp(reason);
    this.#line?.client.stream.destroy();
  }

  async end(): Promise<void> {
    if (this.#line === undefined) return;
    const { client, closed } = this.#line;
    client.end(!client.connected);
    await closed;
  }

  #subscribe(filter: string): Promise<boolean> {
    return this.#answer((client, done) => client.subscribe(filter, { qos: 0 }, done));
  }

  /** False when the broker hung up instead. */
  async #answer(ask: (client: MqttClient, done: () => void) => void): Promise<boolean> {
    if (this.#line?.client.connected !== true) return false;
    const { client, closed } = this.#line;
    const answered = new Promise<void>((resolve) => ask(client, () => resolve()));
    await Promise.race([answered, closed]);
    return client.connected;
  }
}
