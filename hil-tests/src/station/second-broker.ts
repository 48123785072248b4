import { startEmbeddedBroker } from '@feierabend/firmware-sim/broker/embedded-broker';
import {
  startMqttSubscriber,
  type TenantMessage,
} from '@feierabend/firmware-sim/controller/mqtt-subscriber';
import type { Office } from './office.ts';
import { tenant, type StationParts } from './station-parts.ts';

/** Where trackers go when the first broker does not answer. The office reads there as well. */
export interface SecondBroker {
  readonly url: string;
  /** Hands over what came here since the last time, when all that is under way has arrived. */
  deliverTo(office: Office): Promise<void>;
}

export async function openSecondBroker({
  pki,
  cleanup,
  order,
}: StationParts): Promise<SecondBroker> {
  const deadlineMs = order.bench.timeouts.answerS * 1000;
  const broker = await startEmbeddedBroker({ pki });
  cleanup.defer(() => broker.stop());
  let arrived: TenantMessage[] = [];
  const reader = await startMqttSubscriber({
    url: broker.url,
    caPem: pki.caPem,
    credentials: await pki.issueController(tenant, 'office'),
    tenant,
    name: 'office',
    connectTimeoutMs: deadlineMs,
    onMessage: (message) => arrived.push(message),
  });
  cleanup.defer(() => reader.stop());
  return {
    url: broker.url,
    deliverTo: async (office) => {
      await reader.caughtUp(deadlineMs);
      for (const message of arrived) office.take(message);
      arrived = [];
    },
  };
}
