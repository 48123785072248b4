/**
 * Clients for attacking the broker in tests: they obey no rule of the house, and every wait has a
 * deadline.
 */
import { MqttClient } from 'mqtt';
import type { IClientOptions } from 'mqtt';
import { connect } from 'node:tls';
import type { ConnectionOptions, TLSSocket } from 'node:tls';

import type { TestPki } from '../pki/test-pki.ts';
import type { Credentials } from '../pki/credentials.ts';

const DEADLINE_MS = 10_000;

export function withDeadline<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new RangeError(`no ${what} in time`)), DEADLINE_MS);
  });
  return Promise.race([work, deadline]).finally(() => clearTimeout(timer));
}

export interface Received {
  readonly topic: string;
  readonly text: string;
  readonly retain: boolean;
}

export interface RawClientOptions {
  readonly broker: { readonly port: number };
  readonly pki: TestPki;
  readonly credentials?: Credentials;
  readonly clientId: string;
  readonly mqtt?: Partial<IClientOptions>;
  readonly tls?: ConnectionOptions;
}

/** One connection, without any attempt to make it again. */
export class RawClient {
  readonly client: MqttClient;
  readonly received: Received[] = [];
  readonly errors: string[] = [];
  /** Of the sending side; undefined while nobody was seen. */
  socket: TLSSocket | undefined;
  #arrived: (() => void) | undefined;

  constructor(options: RawClientOptions) {
    this.client = new MqttClient(() => this.#open(options), {
      protocolVersion: 4,
      clientId: options.clientId,
      clean: true,
      keepalive: 60,
      reconnectPeriod: 0,
      resubscribe: false,
      ...options.mqtt,
    });
    this.client.on('error', (error) => this.errors.push(nameOf(error)));
    this.client.on('message', (topic, payload, packet) => {
      this.received.push({ topic, text: payload.toString(), retain: packet.retain });
      this.#arrived?.();
    });
  }

  #open(options: RawClientOptions): TLSSocket {
    this.socket = openTls(options);
    return this.socket;
  }

  /** True when the broker accepted the client; false when the connection ended first. */
  accepted(): Promise<boolean> {
    return withDeadline(
      new Promise((resolve) => {
        this.client.once('connect', () => resolve(true));
        this.client.once('close', () => resolve(false));
      }),
      'answer of the broker',
    );
  }

  /** True when the broker acknowledged the message; false when it ended the connection instead. */
  publish(topic: string, text: string, retain = false): Promise<boolean> {
    return withDeadline(
      new Promise((resolve) => {
        this.client.once('close', () => resolve(false));
        this.client.publish(topic, text, { qos: 1, retain }, (error) => {
          if (error === undefined || error === null) resolve(true);
        });
      }),
      'PUBACK or end of the connection',
    );
  }

  /** SUBACK codes, 128 for a refusal. */
  async subscribe(...filters: string[]): Promise<number[]> {
    const answer = withDeadline(
      new Promise<number[]>((resolve) => {
        this.client.on('packetreceive', (packet) => {
          if (packet.cmd === 'suback') resolve(packet.granted as number[]);
        });
      }),
      'SUBACK',
    );
    this.client.subscribe(filters, { qos: 1 }, () => undefined);
    return answer;
  }

  /** Waits until a message with this text has come, and returns everything received by then. */
  until(text: string): Promise<readonly Received[]> {
    return withDeadline(
      new Promise((resolve) => {
        const check = (): void => {
          if (this.received.some((one) => one.text === text)) resolve(this.received);
        };
        this.#arrived = check;
        check();
      }),
      `message ${text}`,
    );
  }

  /** Waits for the end of a connection that somebody else ends. */
  async closed(): Promise<void> {
    if (this.client.stream.destroyed) return;
    const closed = new Promise<void>((resolve) => this.client.once('close', resolve));
    await withDeadline(closed, 'end of the connection');
  }

  async end(): Promise<void> {
    await withDeadline(this.client.endAsync(!this.client.connected), 'end of the client');
  }

  /** Ends without saying goodbye. */
  async cut(): Promise<void> {
    const closed = this.closed();
    this.client.stream.destroy();
    await closed;
  }
}

export function openTls(options: Pick<RawClientOptions, 'broker' | 'pki' | 'credentials' | 'tls'>) {
  return connect({
    host: '127.0.0.1',
    port: options.broker.port,
    ca: options.pki.caPem,
    ...(options.credentials === undefined
      ? {}
      : { cert: options.credentials.certPem, key: options.credentials.keyPem }),
    ...options.tls,
  });
}

function nameOf(error: Error): string {
  return 'code' in error ? `${String(error.code)} ${error.message}` : error.message;
}
