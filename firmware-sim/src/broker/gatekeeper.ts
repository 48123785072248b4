import type { AedesOptions, Client } from 'aedes';

import { LinkError } from '@feierabend/protocol';

import { accessRules } from './access-rules.ts';
import type { AccessRules, ConnectRequest, PublishRequest, Refusal } from './access-rules.ts';
import type { BrokerCounter } from './broker-stats.ts';
import type { Identity } from './identity.ts';

type Hooks = Required<
  Pick<
    AedesOptions,
    'preConnect' | 'authenticate' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward'
  >
>;
type ConnectPacket = Parameters<Hooks['preConnect']>[1];

export interface GatekeeperOptions {
  /** The identity of the certificate behind a connection. */
  readonly identityOf: (connection: object) => Identity | undefined;
  /** True while there is room for messages to absent readers. */
  readonly hasRoom: () => boolean;
  readonly count: (what: BrokerCounter) => void;
  /** One line per refusal, without names and payloads. */
  readonly log: (line: string) => void;
  /** Those of the house when left out. */
  readonly rules?: AccessRules | undefined;
}

const MQTT_3_1_1 = 4;

/** Applies the access rules at each of the broker's doors. */
export class Gatekeeper {
  readonly #options: GatekeeperOptions;
  readonly #rules: AccessRules;
  readonly #connects = new WeakMap<Client, Refusal>();

  constructor(options: GatekeeperOptions) {
    this.#options = options;
    this.#rules = options.rules ?? accessRules;
  }

  hooks(): Hooks {
    return {
      // Only `preConnect` sees the packet, and only `authenticate` can answer with a CONNACK code.
      preConnect: (client, packet, done) => {
        this.#connects.set(client, this.#judgeConnect(client, packet));
        done(null, true);
      },
      // False becomes CONNACK code 5, not authorised. User name and password are not looked at.
      authenticate: (client, _username, _password, done) => done(null, this.#mayConnect(client)),
      // MQTT 3.1.1 has no "not authorised" for PUBLISH: an error ends the connection without
      // PUBACK.
      authorizePublish: (client, packet, done) => done(this.#refusedPublish(client, packet)),
      // Neither a subscription nor an error becomes SUBACK code 0x80, failure.
      authorizeSubscribe: (client, subscription, done) =>
        done(null, this.#maySubscribe(client, subscription.topic) ? subscription : null),
      authorizeForward: (client, packet) =>
        this.#mayReceive(client, packet.topic) ? packet : null,
    };
  }

  /** Whether a subscription may be kept for a client. */
  mayStore(client: Client, filter: string): boolean {
    return (
      this.#judge(client, (identity) => this.#rules.refuseSubscribe(identity, filter)) === undefined
    );
  }

  #judge(client: Client, rule: (identity: Identity) => Refusal): Refusal {
    const identity = this.#options.identityOf(client.conn);
    return identity === undefined ? 'the connection has no identity' : rule(identity);
  }

  #judgeConnect(client: Client, packet: ConnectPacket): Refusal {
    if (packet.protocolVersion !== MQTT_3_1_1) return 'the protocol is not MQTT 3.1.1';
    const { clientId, will } = packet;
    const request: ConnectRequest =
      will === undefined
        ? { clientId }
        : { clientId, will: { topic: will.topic, retain: will.retain === true } };
    return this.#judge(client, (identity) => this.#rules.refuseConnect(identity, request));
  }

  #mayConnect(client: Client): boolean {
    const refusal = this.#connects.has(client)
      ? this.#connects.get(client)
      : 'its CONNECT packet was not seen';
    return this.#passes('connectsRefused', refusal);
  }

  #maySubscribe(client: Client, filter: string): boolean {
    const refusal = this.#judge(client, (identity) =>
      this.#rules.refuseSubscribe(identity, filter),
    );
    return this.#passes('subscriptionsRefused', refusal);
  }

  #mayReceive(client: Client, topic: string): boolean {
    const refusal = this.#judge(client, (identity) => this.#rules.refuseDelivery(identity, topic));
    return this.#passes('deliveriesRefused', refusal);
  }

  #refusedPublish(client: Client | null, packet: PublishRequest): LinkError | null {
    const refusal =
      client === null
        ? 'the message has no sender'
        : (this.#judge(client, (identity) => this.#rules.refusePublish(identity, packet)) ??
          (this.#options.hasRoom() ? undefined : 'the queues of absent readers are full'));
    if (refusal === undefined) {
      this.#options.count('published');
      return null;
    }
    this.#passes('publishesRefused', refusal);
    return new LinkError({
      code: 'BROKER_PUBLISH_REFUSED',
      expected: 'a message the access rules allow',
      came: refusal,
      next: 'see docs/mqtt.md for the access rules',
    });
  }

  #passes(counter: BrokerCounter, refusal: Refusal): boolean {
    if (refusal === undefined) return true;
    this.#options.count(counter);
    this.#options.log(`${counter}: ${refusal}`);
    return false;
  }
}
