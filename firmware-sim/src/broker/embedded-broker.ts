import type { EventEmitter } from 'node:events';
import type { Server } from 'node:tls';

import { Aedes } from 'aedes';
import type { Client } from 'aedes';

import { InternalError } from '@feierabend/protocol';

import { StatsCounter } from './broker-stats.ts';
import type { BrokerStats } from './broker-stats.ts';
import type { AccessRules } from './access-rules.ts';
import { Gatekeeper } from './gatekeeper.ts';
import { identityOf } from './identity.ts';
import type { Identity } from './identity.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { BrokerLimits } from './limits.ts';
import { MeteredConnection } from './metered-connection.ts';
import { SessionStore } from './session-store.ts';
import { createTlsServer, listenOnLoopback } from './tls-server.ts';
import type { BrokerPki } from './tls-server.ts';

export interface EmbeddedBrokerOptions {
  readonly pki: BrokerPki;
  /** 0, or nothing, lets the system choose. */
  readonly port?: number;
  readonly limits?: Partial<BrokerLimits>;
  /** 48 bytes: clients may take up TLS sessions again, at the next broker with the same ones, too. Off when not given. */
  readonly ticketKeys?: Buffer;
  /** One line per refusal: which door and which rule, without names, topics and payloads. */
  readonly log?: (line: string) => void;
  /** Another broker than the house's, to try whether its tests notice (docs/hil/mutants.md). */
  readonly broken?: BrokenBroker | undefined;
}

export interface BrokenBroker {
  readonly rules?: AccessRules;
  /** Lets in clients whose certificate does not verify, when this says so of the reason. */
  readonly overlooks?: (reason: string) => boolean;
}

export interface EmbeddedBroker {
  /** `mqtts://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  stats(): BrokerStats;
  /**
   * Ends every connection and frees the port, at the latest at the deadline; more than once does no
   * harm.
   */
  stop(deadlineMs?: number): Promise<void>;
}

const STOP_DEADLINE_MS = 5000;

/**
 * An MQTT 3.1.1 broker on loopback with TLS, one certificate per client, and the access rules of
 * the house. Sessions and queues live in memory and end with it.
 *
 * @throws LinkError `BROKER_PORT`
 */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { log = () => undefined } = options;
  const stats = new StatsCounter();
  const identities = new WeakMap<object, Identity>();
  const gatekeeper = new Gatekeeper({
    count: (what) => stats.count(what),
    log,
    identityOf: (connection) => identities.get(connection),
    rules: options.broken?.rules,
    hasRoom: () => store.queuedMessages < limits.queuedMessagesMax,
  });
  const broker = await createBroker(gatekeeper, limits, log);
  const store = new SessionStore(broker, (client, filter) => gatekeeper.mayStore(client, filter));

  const server = createTlsServer(options.pki, limits, {
    isStrict: options.broken?.overlooks === undefined,
    ticketKeys: options.ticketKeys,
  });
  const sockets = trackSockets(server, stats);
  server.on('drop', () => stats.count('dropped'));
  server.on('secureConnection', (socket) => {
    const { overlooks } = options.broken ?? {};
    if (!socket.authorized && overlooks?.(String(socket.authorizationError)) !== true) {
      socket.destroy();
      return;
    }
    const identity = identityOf(socket.getPeerCertificate().subject);
    const connection = new MeteredConnection(socket, limits.packetBytesMax);
    if (identity === undefined) {
      stats.count('connectsRefused');
      log('connectsRefused: the certificate names no tenant, name and role');
      connection.destroy();
      return;
    }
    identities.set(connection, identity);
    broker.handle(connection);
  });

  try {
    const port = await listenOnLoopback(server, options.port ?? 0);
    const running = { broker, server, sockets };
    let stopped: Promise<void> | undefined;
    return {
      url: `mqtts://127.0.0.1:${port}`,
      port,
      stats: () =>
        stats.read({
          connected: broker.connectedClients,
          queuedMessages: store.queuedMessages,
        }),
      stop: (deadlineMs = STOP_DEADLINE_MS) => (stopped ??= stop(running, deadlineMs)),
    };
  } catch (error) {
    await closeBroker(broker);
    throw error;
  }
}

async function createBroker(
  gatekeeper: Gatekeeper,
  limits: BrokerLimits,
  log: (line: string) => void,
): Promise<Aedes> {
  const broker = await Aedes.createBroker({
    ...gatekeeper.hooks(),
    connectTimeout: limits.handshakeTimeoutMs,
    drainTimeout: limits.drainTimeoutMs,
    keepaliveLimit: limits.keepaliveMaxS,
    // QoS 2 is not used here; whoever speaks it gets a small window.
    maxInflightInbound: 16,
    maxTopicLevels: 16,
  });
  const ended = (_client: Client, error: Error): void => log(`connection ended: ${error.message}`);
  broker.on('clientError', ended);
  broker.on('connectionError', ended);
  // Unheard, an 'error' event would end the process.
  const emitter: EventEmitter = broker;
  emitter.on('error', (error: Error) => log(`broker fault: ${error.message}`));
  return broker;
}

/**
 * Knows every connection, also those that have not finished their handshake. Node turns away a
 * certificate it does not accept without an event, so a refused handshake is a connection that
 * ended before it was secure.
 */
function trackSockets(server: Server, stats: StatsCounter): Set<{ destroy(): void }> {
  const sockets = new Set<{ destroy(): void }>();
  const securePorts = new Set<number | undefined>();
  server.on('secureConnection', (socket) => securePorts.add(socket.remotePort));
  server.on('connection', (socket) => {
    const { remotePort } = socket;
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      if (!securePorts.delete(remotePort)) stats.count('handshakesRefused');
    });
  });
  return sockets;
}

interface Running {
  readonly broker: Aedes;
  readonly server: Server;
  readonly sockets: ReadonlySet<{ destroy(): void }>;
}

async function stop(running: Running, deadlineMs: number): Promise<void> {
  const { broker, server, sockets } = running;
  const serverClosed = new Promise<void>((resolve) => server.close(() => resolve()));
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), deadlineMs);
  });
  const brokerClosed = closeBroker(broker).then(() => destroyAll(sockets));
  const end = await Promise.race([Promise.all([brokerClosed, serverClosed]), deadline]);
  clearTimeout(timer);
  destroyAll(sockets);
  if (end === 'late') throw new InternalError('the MQTT broker did not stop at its deadline');
}

function destroyAll(sockets: ReadonlySet<{ destroy(): void }>): void {
  for (const socket of sockets) socket.destroy();
}

function closeBroker(broker: Aedes): Promise<void> {
  return new Promise((resolve) => broker.close(() => resolve()));
}
