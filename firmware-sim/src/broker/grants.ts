import type { Identity } from './identity.ts';
import { tenantFilter, topicOf, type Channel } from './topic.ts';

const deviceChannels: readonly Channel[] = ['report', 'status', 'event', 'journal', 'smp/rsp'];

/** What a broker's rules allow somebody: everything else is refused. */
export interface Grants {
  /** Topics to publish to; a controller's have `+` for the device. */
  readonly publish: readonly string[];
  /** Filters of what may be delivered. */
  readonly receive: readonly string[];
  /** The widest filters that may be subscribed to, for brokers that judge a SUBSCRIBE. */
  readonly subscribe: readonly string[];
}

/** The rules of `access-rules.ts` as lists, which is how a broker's own configuration is written. A test compares the two. */
export function grantsOf({ tenant, name, role }: Identity): Grants {
  if (role === 'controller') {
    const requests = topicOf(tenant, '+', 'smp/req');
    const sent = deviceChannels.map((channel) => topicOf(tenant, '+', channel));
    return { publish: [requests], receive: [...sent, requests], subscribe: [tenantFilter(tenant)] };
  }
  const requests = topicOf(tenant, name, 'smp/req');
  return {
    publish: deviceChannels.map((channel) => topicOf(tenant, name, channel)),
    receive: [requests],
    subscribe: [requests],
  };
}

/** A subject in the form of RFC 2253, as OpenSSL and EMQX write it: the last attribute first. */
export function subjectOf({ name, tenant, role }: Identity): string {
  return `OU=${role},O=${tenant},CN=${name}`;
}
