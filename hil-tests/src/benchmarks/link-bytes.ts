import { once } from 'node:events';
import { connect, createSecureContext } from 'node:tls';

import { MqttLink, TLS_PROFILE } from '@feierabend/firmware-sim';
import type { MqttVersion } from '@feierabend/firmware-sim';
import { InternalError } from '@feierabend/protocol';

import { SinkBroker } from '@feierabend/firmware-sim/broker/sink-broker';
import type { SinkBrokerOptions } from '@feierabend/firmware-sim/broker/sink-broker';
import { FaultProxy } from '@feierabend/firmware-sim/faults/fault-proxy';
import type { Credentials } from '@feierabend/firmware-sim/pki/credentials';
import { TestPki } from '@feierabend/firmware-sim/pki/test-pki';
import type { Benchmark, BenchmarkRow } from './benchmark.ts';

const tenant = 'acme';
const device = 'van-17';
const frameSizesBytes = [128, 512];
const frames = 100;
const deadlineMs = 10_000;

interface Way {
  readonly version: MqttVersion;
  readonly topicAliasMaximum: number;
}

const ways: readonly Way[] = [
  { version: '3.1.1', topicAliasMaximum: 0 },
  { version: '5', topicAliasMaximum: 0 },
  { version: '5', topicAliasMaximum: 10 },
];

/** What a frame and a connection cost on the wire, counted between a tracker's link and a broker. */
export const linkBytes: Benchmark = {
  name: 'link-bytes',
  title: 'bytes on the wire per report frame, and per connection',
  async run() {
    // Certificates are judged by the date of the machine, not by the clock of a measurement.
    const pki = await TestPki.create({ now: Date.now });
    const credentials = await pki.issueDevice(tenant, device);
    const rows: BenchmarkRow[] = [];
    const host: Record<string, number> = {};
    for (const way of ways) {
      for (const frameBytes of frameSizesBytes) {
        const measured = await measureFrames(pki, credentials, way, frameBytes);
        rows.push(measured.row);
        host[`connect ${nameOf(way)}`] = measured.connectBytes;
      }
    }
    host['TLS 1.3 handshake, full'] = await handshakeBytes(pki, credentials, false);
    host['TLS 1.3 handshake, resumed'] = await handshakeBytes(pki, credentials, true);
    return { columns, rows, notes, host };
  },
};

const columns = {
  way: 'MQTT',
  frameBytes: 'sealed frame',
  mqttBytes: 'PUBLISH',
  upBytes: 'up, with TLS',
  downBytes: 'down, with TLS',
  overheadPercent: 'overhead up %',
};

const notes = [
  `Mean of ${frames} frames on feierabend/1/${tenant}/${device}/report, one after the other; the first, which names the topic, is left out.`,
  'Without the headers of TCP and IP (40 to 52 bytes per packet).',
  'With MQTT 5 each frame carries its message expiry (5 bytes) and, where the broker takes it, a topic alias (3 bytes).',
  'A connection is TLS 1.3 with both certificates, CONNECT, SUBSCRIBE and their answers; signatures make it differ by a few bytes from run to run.',
];

const nameOf = ({ version, topicAliasMaximum }: Way): string =>
  topicAliasMaximum > 0 ? `${version}, alias` : version;

async function measureFrames(
  pki: TestPki,
  credentials: Credentials,
  way: Way,
  frameBytes: number,
): Promise<{ row: BenchmarkRow; connectBytes: number }> {
  const { version, topicAliasMaximum } = way;
  return withWire({ pki, properties: { topicAliasMaximum } }, async (broker, wire) => {
    const link = new MqttLink(
      {
        brokers: [{ url: `mqtts://127.0.0.1:${wire.port}`, caPem: pki.caPem, ...credentials }],
        versions: [version],
        tenant,
        device,
        connectTimeoutMs: deadlineMs,
        inFlightMax: 1,
      },
      { connected() {}, disconnected() {}, published() {}, received() {} },
    );
    link.connect();
    await link.whenConnected();
    const connectBytes = wire.bytes.upstream + wire.bytes.downstream;
    const publish = async (count: number): Promise<void> => {
      for (let id = 1; id <= count; id += 1) {
        link.publish({
          id,
          channel: 'report',
          payload: new Uint8Array(frameBytes),
          expiryS: 86_400,
        });
      }
      if (!(await link.settled(deadlineMs))) throw new InternalError('the sink did not answer');
    };
    await publish(1);
    const before = { ...wire.bytes, mqtt: broker.mqttBytes };
    await publish(frames);
    const perFrame = (bytes: number): number => Math.round((10 * bytes) / frames) / 10;
    const upBytes = perFrame(wire.bytes.upstream - before.upstream);
    const row = {
      way: nameOf(way),
      frameBytes,
      mqttBytes: perFrame(broker.mqttBytes - before.mqtt),
      upBytes,
      downBytes: perFrame(wire.bytes.downstream - before.downstream),
      overheadPercent: Math.round((1000 * (upBytes - frameBytes)) / frameBytes) / 10,
    };
    await link.stop(deadlineMs);
    return { row, connectBytes };
  });
}

/** Both directions, from the first byte to the end of a connection on which nothing is said. */
async function handshakeBytes(pki: TestPki, credentials: Credentials, isResumed: boolean) {
  return withWire({ pki, resumption: true }, async (broker, wire) => {
    const first = await shakeHands(pki, credentials, wire);
    const before = wire.bytes;
    const second = await shakeHands(pki, credentials, wire, isResumed ? first : undefined);
    if (second === undefined || (broker.resumed === 1) !== isResumed) {
      throw new InternalError('the TLS session was not resumed as asked');
    }
    return wire.bytes.upstream + wire.bytes.downstream - before.upstream - before.downstream;
  });
}

async function shakeHands(
  pki: TestPki,
  { certPem: cert, keyPem: key }: Credentials,
  wire: FaultProxy,
  session?: Buffer,
): Promise<Buffer | undefined> {
  const socket = connect({
    host: '127.0.0.1',
    port: wire.port,
    secureContext: createSecureContext({ ...TLS_PROFILE, ca: pki.caPem, cert, key }),
    ...(session === undefined ? {} : { session }),
  });
  socket.on('error', () => socket.destroy());
  const signal = AbortSignal.timeout(deadlineMs);
  // In TLS 1.3 the ticket is the last the server says of a full handshake; it gives none to who has come with one.
  const last = session === undefined ? 'session' : 'secureConnect';
  const [ticket = session] = (await once(socket, last, { signal })) as [Buffer?];
  socket.end();
  await once(socket.resume(), 'close', { signal });
  return ticket;
}

async function withWire<T>(
  options: SinkBrokerOptions,
  work: (broker: SinkBroker, wire: FaultProxy) => Promise<T>,
): Promise<T> {
  const broker = await SinkBroker.start(options);
  const wire = await FaultProxy.listen({ targetPort: broker.port });
  try {
    return await work(broker, wire);
  } finally {
    await wire.down();
    await broker.stop();
  }
}
