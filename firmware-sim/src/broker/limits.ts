/**
 * What one broker carries at most. Every number has a reason to be finite and none is near what a
 * bench needs.
 */
export interface BrokerLimits {
  /** Whole MQTT control packet, header and topic included. */
  readonly packetBytesMax: number;
  /** Connections at once, those still in the handshake included. */
  readonly connectionsMax: number;
  /** From the TCP connection to a finished TLS handshake, and from there to the CONNECT packet. */
  readonly handshakeTimeoutMs: number;
  /** A client that does not say how often it will be heard, or seldom, is refused. */
  readonly keepaliveMaxS: number;
  /** A reader that takes nothing for so long is disconnected; its queue stays. */
  readonly drainTimeoutMs: number;
  /**
   * Over all absent readers. When it is full, publishers are disconnected before PUBACK, so nothing
   * is lost.
   */
  readonly queuedMessagesMax: number;
}

export const DEFAULT_LIMITS: BrokerLimits = {
  packetBytesMax: 64 * 1024,
  connectionsMax: 512,
  handshakeTimeoutMs: 10_000,
  keepaliveMaxS: 1200,
  drainTimeoutMs: 20_000,
  queuedMessagesMax: 100_000,
};
