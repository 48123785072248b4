import type { Aedes, Client } from 'aedes';

import { InternalError } from '@feierabend/protocol';

interface Subscription {
  readonly topic: string;
}

/**
 * What is used of the broker's store of persistent sessions (its documented persistence interface).
 */
interface Persistence {
  addSubscriptions(client: Client, subscriptions: readonly Subscription[]): Promise<unknown>;
  outgoingEnqueueCombi(subscriptions: readonly object[], packet: object): Promise<unknown>;
  outgoingClearMessageId(client: object, packet: object): Promise<object | undefined>;
}

/**
 * Keeps the broker's session store within the access rules and within a limit.
 *
 * aedes stores every subscription of a SUBSCRIBE packet as soon as one of them is allowed, the
 * refused ones too: they would collect another tenant's messages while the client is away. And its
 * queues for absent clients have no bound.
 */
export class SessionStore {
  readonly #mayStore: (client: Client, filter: string) => boolean;
  #queuedMessages = 0;

  constructor(broker: Aedes, mayStore: (client: Client, filter: string) => boolean) {
    this.#mayStore = mayStore;
    this.#guard(persistenceOf(broker));
  }

  /** Messages acknowledged to their senders and not yet to their readers. */
  get queuedMessages(): number {
    return this.#queuedMessages;
  }

  #guard(store: Persistence): void {
    const add = store.addSubscriptions.bind(store);
    store.addSubscriptions = (client, subscriptions) =>
      add(
        client,
        subscriptions.filter((one) => this.#mayStore(client, one.topic)),
      );

    const enqueue = store.outgoingEnqueueCombi.bind(store);
    store.outgoingEnqueueCombi = (subscriptions, packet) => {
      this.#queuedMessages += subscriptions.length;
      return enqueue(subscriptions, packet);
    };

    const clear = store.outgoingClearMessageId.bind(store);
    store.outgoingClearMessageId = async (client, packet) => {
      const cleared = await clear(client, packet);
      if (cleared !== undefined) this.#queuedMessages -= 1;
      return cleared;
    };
  }
}

function persistenceOf(broker: Aedes): Persistence {
  const store = 'persistence' in broker ? broker.persistence : undefined;
  if (!isPersistence(store)) {
    throw new InternalError('the MQTT broker has no session store of the known form');
  }
  return store;
}

function isPersistence(store: unknown): store is Persistence {
  if (typeof store !== 'object' || store === null) return false;
  const methods = ['addSubscriptions', 'outgoingEnqueueCombi', 'outgoingClearMessageId'] as const;
  return methods.every((name) => typeof Reflect.get(store, name) === 'function');
}
