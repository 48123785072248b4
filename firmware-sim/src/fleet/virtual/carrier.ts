import { topicOf } from '../../broker/topic.ts';
import type { LinkMessage } from '../../core/ports.ts';
import type { Hold } from '../../world/life.ts';
import type { Stage } from '../../world/stage.ts';
import type { Checker } from '../checkers/checker.ts';
import type { DevicePlan } from '../plan/device-plan.ts';

/** Everything that is told to the checkers of a device. */
export type Judge = Required<Omit<Checker, 'opened'>>;

/** Both ends of the line of one device. */
export interface CarrierEnds {
  readonly plan: DevicePlan;
  readonly stage: Stage;
  readonly judge: Judge;
  /** The controller has an answer of the device, which sent it now or at that Unix time. */
  readonly answered: (payload: Uint8Array, sentMs?: number) => void;
}

/** How the bytes of a device get to those who judge them, and those of a controller to the device. */
export interface Carrier {
  /** Who is told what happens to the device. */
  readonly judge: Judge;
  /** Time of the device waits for what is on its way. */
  readonly hold?: Hold;
  /** Delivery is over when a message has arrived, and not when the device was told so. */
  readonly measuresArrival?: boolean;
  attached?(): void;
  detached?(): void;
  /** A message went over the air; the firmware had handed it over at `handedMs`. */
  sent(message: LinkMessage, atMs: number, handedMs: number): void;
  request(payload: Uint8Array): void;
}

/** Whether it is left at the broker for whoever comes. The core has no word for it; a careless modem could. */
export function isRetained(message: LinkMessage): boolean {
  return 'retain' in message && message.retain === true;
}

/** Without a network: what is sent has arrived. */
export function directCarrier({ plan, stage, judge, answered }: CarrierEnds): Carrier {
  return {
    judge,
    sent: (message, atMs) => {
      const { channel, payload } = message;
      const topic = topicOf(plan.tenant, plan.device, channel);
      judge.seen({ atMs, topic, payload, retained: isRetained(message) });
      if (channel === 'smp/rsp') answered(payload);
    },
    request: (payload) => stage.network.request(payload),
  };
}
