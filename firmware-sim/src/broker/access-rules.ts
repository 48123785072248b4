import { clientIdOf } from './identity.ts';
import type { Identity } from './identity.ts';
import { filterTenant, isDeviceChannel, parseTopic, topicOf } from './topic.ts';

/**
 * Undefined when allowed; otherwise why not, without a payload and without another tenant's names.
 */
export type Refusal = string | undefined;

export interface PublishRequest {
  readonly topic: string;
  readonly retain: boolean;
}

export interface ConnectRequest {
  readonly clientId: string;
  readonly will?: PublishRequest;
}

/**
 * The client id is the certificate's identity, so one client can neither take over the connection
 * nor the session of another. A last will is a publish in the client's name and is judged as one,
 * before it is stored.
 */
export function refuseConnect(identity: Identity, request: ConnectRequest): Refusal {
  if (request.clientId !== clientIdOf(identity)) {
    return 'the client id is not <tenant>/<name> of the certificate';
  }
  return request.will === undefined ? undefined : refusePublish(identity, request.will);
}

/**
 * A device writes its own channels; a controller writes requests to devices of its tenant. Nobody
 * leaves retained messages.
 */
export function refusePublish(identity: Identity, request: PublishRequest): Refusal {
  if (request.retain) return 'a retained message would tell later readers about duty';
  const topic = parseTopic(request.topic);
  if (topic === undefined) return 'the topic is not of the house';
  if (topic.tenant !== identity.tenant) return 'the topic is of another tenant';
  if (identity.role === 'controller') {
    return topic.channel === 'smp/req' ? undefined : 'a controller publishes requests only';
  }
  if (topic.device !== identity.name) return 'the topic is of another device';
  return isDeviceChannel(topic.channel) ? undefined : 'a device does not publish requests';
}

/**
 * A device subscribes to its own requests, spelled out; a controller to anything below its tenant.
 * Shared subscriptions and `$SYS` begin with another level and are refused with the rest.
 */
export function refuseSubscribe(identity: Identity, filter: string): Refusal {
  if (identity.role === 'device') {
    return filter === topicOf(identity.tenant, identity.name, 'smp/req')
      ? undefined
      : 'a device subscribes to its own requests only';
  }
  return filterTenant(filter) === identity.tenant
    ? undefined
    : 'a controller subscribes below its own tenant only';
}

/** The rule of delivery, judged for each message whatever was subscribed to. */
export function refuseDelivery(identity: Identity, topicText: string): Refusal {
  const topic = parseTopic(topicText);
  if (topic === undefined || topic.tenant !== identity.tenant) {
    return 'the message is not of this tenant';
  }
  if (identity.role === 'controller') return undefined;
  return topic.device === identity.name && topic.channel === 'smp/req'
    ? undefined
    : 'the message is not a request to this device';
}

/** The four doors of a broker. */
export interface AccessRules {
  readonly refuseConnect: typeof refuseConnect;
  readonly refusePublish: typeof refusePublish;
  readonly refuseSubscribe: typeof refuseSubscribe;
  readonly refuseDelivery: typeof refuseDelivery;
}

export const accessRules: AccessRules = {
  refuseConnect,
  refusePublish,
  refuseSubscribe,
  refuseDelivery,
};
