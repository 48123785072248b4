import type { SecureContext, TLSSocket } from 'node:tls';

import { openTlsStream, type BrokerAddress } from './mqtt-tls.ts';

/** How a modem connects, and what it asks of a broker with each message. */
export interface MqttWire {
  open(address: BrokerAddress, context: SecureContext): TLSSocket;
  /** Whether the broker is told to keep a message for whoever comes later. */
  readonly retain: boolean;
  /** 1: the broker has to acknowledge it. */
  readonly qos: 0 | 1;
}

export const soundWire: MqttWire = { open: openTlsStream, retain: false, qos: 1 };
