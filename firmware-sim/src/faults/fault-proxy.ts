import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

import { SeededRandom } from '../hardware/seeded-random.ts';

import { FaultyPipe } from './faulty-pipe.ts';
import type { FaultClock } from './faulty-pipe.ts';
import type { ActiveToxic, StreamSide, Toxic } from './toxic.ts';

export interface FaultProxyOptions {
  /** What is behind it; on loopback when no host is given. */
  readonly targetPort: number;
  readonly targetHost?: string;
  /** Where it listens; the system chooses when not given. */
  readonly port?: number;
  /** Real time when not given. */
  readonly clock?: FaultClock;
  readonly seed?: number;
}

interface Connection {
  readonly near: Socket;
  readonly far: Socket;
  readonly pipes: Readonly<Record<StreamSide, FaultyPipe>>;
}

/**
 * A wire on loopback with faults in it, for whatever runs over TCP. A toxic acts from the moment it is added, on connections
 * that are open as well, and no longer than until it is removed.
 */
export class FaultProxy {
  readonly #options: FaultProxyOptions;
  readonly #clock: FaultClock;
  readonly #random: SeededRandom;
  readonly #toxics = { upstream: new Set<ActiveToxic>(), downstream: new Set<ActiveToxic>() };
  readonly #connections = new Set<Connection>();
  readonly #bytes = { upstream: 0, downstream: 0 };
  #connectionsSeen = 0;
  #server: Server | undefined;
  #port = 0;

  private constructor(options: FaultProxyOptions) {
    this.#options = options;
    this.#port = options.port ?? 0;
    this.#clock = options.clock ?? realClock();
    this.#random = new SeededRandom(options.seed ?? 1);
  }

  static async listen(options: FaultProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options);
    await proxy.up();
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  /** Bytes that came through so far. */
  get bytes(): Readonly<Record<StreamSide, number>> {
    return { ...this.#bytes };
  }

  get connections(): number {
    return this.#connections.size;
  }

  get connectionsSeen(): number {
    return this.#connectionsSeen;
  }

  /** Returns what removes it. */
  add(side: StreamSide, toxic: Toxic): () => void {
    const active: ActiveToxic = { toxic, bytesLeft: bytesLeftOf(toxic) };
    this.#toxics[side].add(active);
    for (const connection of this.#connections) {
      this.#end(connection, [active]);
      connection.pipes[side].review();
    }
    return () => {
      this.#toxics[side].delete(active);
      for (const { pipes } of this.#connections) pipes[side].review();
    };
  }

  /** Nothing listens any more, and every connection is reset. */
  async down(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const connection of this.#connections) reset(connection);
    await new Promise((resolve) => (server === undefined ? resolve(0) : server.close(resolve)));
  }

  /** Listens, again on the port it had. */
  async up(): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, (near) => this.#accept(near));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.#port, '127.0.0.1', () => resolve());
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  #accept(near: Socket): void {
    const { targetPort, targetHost = '127.0.0.1' } = this.#options;
    const far = connect({
      port: targetPort,
      host: targetHost,
      allowHalfOpen: true,
      noDelay: true,
    });
    near.setNoDelay(true);
    const cut = (): void => {
      near.destroy();
      far.destroy();
      this.#connections.delete(connection);
      for (const pipe of Object.values(pipes)) pipe.stop();
    };
    const pipe = (side: StreamSide, from: Socket, to: Socket) =>
      new FaultyPipe({
        from,
        to,
        cut,
        clock: this.#clock,
        nextU32: () => this.#random.nextU32(),
        toxics: () => this.#toxics[side],
        passed: (bytes) => (this.#bytes[side] += bytes),
      });
    const pipes = {
      upstream: pipe('upstream', near, far),
      downstream: pipe('downstream', far, near),
    };
    const connection = { near, far, pipes };
    this.#connections.add(connection);
    this.#connectionsSeen += 1;
    for (const socket of [near, far]) {
      socket.on('error', cut);
      socket.on('close', () => {
        if (near.destroyed && far.destroyed) cut();
      });
    }
    this.#end(connection, [...this.#toxics.upstream, ...this.#toxics.downstream]);
  }

  /** What ends a connection by itself, whether bytes come or not. */
  #end(connection: Connection, toxics: readonly ActiveToxic[]): void {
    for (const active of toxics) {
      const { toxic } = active;
      if (toxic.type === 'reset_peer') {
        this.#whileActive(active, toxic.timeoutMs, () => reset(connection));
      }
      if (toxic.type === 'timeout' && toxic.timeoutMs > 0) {
        this.#whileActive(active, toxic.timeoutMs, () => {
          connection.near.destroy();
          connection.far.destroy();
        });
      }
    }
  }

  #whileActive(active: ActiveToxic, delayMs: number, work: () => void): void {
    if (delayMs === 0) {
      work();
      return;
    }
    this.#clock.after(delayMs, () => {
      const { upstream, downstream } = this.#toxics;
      if (upstream.has(active) || downstream.has(active)) work();
    });
  }
}

function reset({ near, far }: Connection): void {
  near.resetAndDestroy();
  far.resetAndDestroy();
}

function bytesLeftOf(toxic: Toxic): number {
  if (toxic.type === 'limit_data') return toxic.bytes;
  return toxic.type === 'flip' ? toxic.afterBytes : 0;
}

function realClock(): FaultClock {
  return {
    uptimeMs: () => performance.now(),
    after: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
  };
}
