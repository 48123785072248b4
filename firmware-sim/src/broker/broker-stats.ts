/** What the broker has seen since it started. Counts only: no names, no topics, no payloads. */
export interface BrokerStats {
  /** Clients connected now. */
  readonly connected: number;
  /** TCP connections over the limit, turned away. */
  readonly dropped: number;
  /** TLS handshakes that failed: no certificate, another CA, out of date, an old TLS version. */
  readonly handshakesRefused: number;
  /** Verified certificates or CONNECT packets that broke a rule. */
  readonly connectsRefused: number;
  readonly publishesRefused: number;
  readonly subscriptionsRefused: number;
  readonly deliveriesRefused: number;
  /** Messages clients published and the broker took. */
  readonly published: number;
  /** Copies waiting for readers or for their acknowledgement. */
  readonly queuedMessages: number;
}

export type BrokerCounter = Exclude<keyof BrokerStats, 'connected' | 'queuedMessages'>;

export class StatsCounter {
  readonly #counts: Record<BrokerCounter, number> = {
    dropped: 0,
    handshakesRefused: 0,
    connectsRefused: 0,
    publishesRefused: 0,
    subscriptionsRefused: 0,
    deliveriesRefused: 0,
    published: 0,
  };

  count(what: BrokerCounter): void {
    this.#counts[what] += 1;
  }

  read(now: Pick<BrokerStats, 'connected' | 'queuedMessages'>): BrokerStats {
    return { ...this.#counts, ...now };
  }
}
