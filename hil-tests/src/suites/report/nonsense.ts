import { SinkBroker } from '@feierabend/firmware-sim/broker/sink-broker';
import { parseTopic, topicOf } from '@feierabend/firmware-sim/broker/topic';
import { SeededRandom } from '@feierabend/firmware-sim';
import { expect } from 'vitest';

import { suiteOf, type HilContext } from '../../run/hil-test.ts';
import { benchPolicy } from '../../station/bench-policy.ts';
import { monday } from '../../station/calendar.ts';
import { drive } from '../../station/drive.ts';
import { fixesIn } from '../../station/fixes.ts';
import { otherTenant } from '../../station/station-parts.ts';
import { statusOf } from '../../station/orders.ts';
import type { Tracker } from '../../station/tracker.ts';
import { untilSent } from '../../station/until-sent.ts';
import { answerOf, echoOf, isEchoOf, strangeRequests } from './strange-requests.ts';

const hil = suiteOf('report');
const minuteMs = 60_000;
/** A tracker that waits for the rest of a packet gives up after a minute without an acknowledgement. */
const answerDeadlineMs = 100_000;
const pauseMs = 100;
/** Of the tracker's time that passes with each look: an answer goes out when it lives. */
const stepMs = 1000;

export function nonsense(): void {
  hil(
    'nonsense of a controller is refused or dropped, changes nothing, and the next question is answered',
    { clauses: ['TOM-8', 'TOM-12'], needs: ['tracker', 'modem'], timeoutS: 300 },
    nonsenseOfAController,
  );
  hil(
    'nonsense of a broker costs a connection at most: the tracker comes back, and all its reports arrive',
    {
      clauses: ['TOM-8'],
      needs: ['tracker', 'gnss-input', 'modem', 'time', 'tap', 'faults'],
      timeoutS: 600,
    },
    async (context) => {
      const broker = await SinkBroker.start({ pki: context.station.parts.pki });
      try {
        await nonsenseOfABroker(context, broker);
      } finally {
        await broker.stop();
      }
    },
  );
}

async function nonsenseOfAController({ station, record }: HilContext): Promise<void> {
  const { office } = station.parts;
  const { seed } = station.order;
  const tracker = await station.tracker({ startMs: station.beginMs(monday('07:00')) });
  const { device } = tracker;
  const before = await statusOf(tracker);
  const random = new SeededRandom(seed).fork('strange requests');
  record.measure('seed of what is random', seed);
  for (const [index, { name, bytes, expected }] of strangeRequests(random).entries()) {
    const from = tracker.messages.length;
    const text = `after ${index} of ${seed}`;
    office.request(device, bytes);
    office.request(device, echoOf(text));
    const answers = () =>
      tracker.messages.slice(from).filter(({ channel }) => channel === 'smp/rsp');
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const isAnswered = await until(tracker, () =>
      answers().some(({ payload }) => isEchoOf(payload, text)),
    );
    record.measure(`after ${name}: answers`, isAnswered, { expected: true });
    const said = answers().filter(({ payload }) => !isEchoOf(payload, text));
    const came = said.map(({ payload }) => answerOf(payload)).join(', ');
    record.measure(name, came === '' ? 'no answer' : came, { expected });
  }
  const after = await statusOf(tracker);
  expect([after.seq, after.pol, after.mode, after.jlen]).toEqual([
    before.seq,
    before.pol,
    before.mode,
    before.jlen,
  ]);
}

/** Packets by a broker that is none, or means harm; `topic` is the channel of requests of this device. */
function strangePackets(random: SeededRandom, topic: string): Readonly<Record<string, Buffer>> {
  const publish = (name: string, payload: Uint8Array, flags = 0): Buffer => {
    const body = Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name), payload]);
    return Buffer.concat([Buffer.of(0x30 | flags), lengthOf(body.length), body]);
  };
  const noise = (length: number) => Buffer.from(random.bytes(length));
  return {
    noise: noise(64),
    'more noise': noise(2048),
    'a reserved kind': Buffer.from('0000', 'hex'),
    'reserved flags': Buffer.from('4f020001', 'hex'),
    'a length without end': Buffer.from('30ffffffffff', 'hex'),
    'a packet of 256 MiB': Buffer.from('30ffffff7f0001', 'hex'),
    'a second CONNACK': Buffer.from('20020000', 'hex'),
    'a CONNECT': Buffer.from('100c00044d51545405c2003c0000', 'hex'),
    'an acknowledgement of nothing': Buffer.from('40023039', 'hex'),
    'a SUBACK of nothing': Buffer.from('9004303900', 'hex'),
    'QoS 3': publish(topic, noise(16), 0x06),
    'a topic longer than its packet': Buffer.from('3006ffff61626364', 'hex'),
    'a topic with a wildcard': publish('feierabend/#', noise(16)),
    'a topic that is no text': publish('\u0000', noise(16)),
    'a topic of nobody': publish('$SYS/broker', noise(16)),
    'a message of half a megabyte': publish(topic, noise(524_288)),
  };
}

/** MQTT's variable byte integer (MQTT 5.0, 1.5.5). */
function lengthOf(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
  }
  return Buffer.from(bytes);
}

async function nonsenseOfABroker(
  { station, record }: HilContext,
  broker: SinkBroker,
): Promise<void> {
  const { seed } = station.order;
  const random = new SeededRandom(seed).fork('strange packets');
  record.measure('seed of what is random', seed);
  const fromMs = monday('08:30');
  const policy = benchPolicy({ recipient: station.kit.recipient });
  const tracker = await station.tracker({ startMs: fromMs, policy, brokerUrl: broker.url });
  const { tenant, device } = tracker;
  const topic = topicOf(tenant, device, 'smp/req');
  const answers = () => broker.published.filter((one) => one.topic.endsWith('/smp/rsp'));
  const isAnswered = (text: string) =>
    answers().some(({ payload }) => isEchoOf(Buffer.from(payload), text));
  const driven = async (): Promise<void> => {
    const nowMs = tracker.nowMs();
    await tracker.feed(drive({ fromMs: nowMs, untilMs: nowMs + 2 * minuteMs, everyMs: 5000 }));
  };
  await driven();
  for (const [name, bytes] of Object.entries(strangePackets(random, topic))) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await record.phase(name, async () => {
      broker.inject(bytes);
      await driven();
      const text = `after ${name}`;
      // What was asked of a connection that is over is lost: it is asked again.
      const isThere = await until(tracker, () => {
        broker.hand(topic, echoOf(text));
        return isAnswered(text);
      });
      record.measure('answers then', isThere, { expected: true });
    });
  }
  await record.phase("requests on somebody else's channel", async () => {
    for (const [who, other] of [
      ['another device', topicOf(tenant, 'van-0', 'smp/req')],
      ['another tenant', topicOf(otherTenant, device, 'smp/req')],
      ['its own reports', topicOf(tenant, device, 'report')],
    ] as const) {
      broker.hand(other, echoOf(`to ${who}`));
      broker.hand(topic, echoOf(`behind ${who}`));
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const isBehind = await until(tracker, () => isAnswered(`behind ${who}`));
      record.measure(`behind one to ${who}: answers`, isBehind, { expected: true });
      record.measure(`to ${who}: answered`, isAnswered(`to ${who}`), { expected: false });
    }
  });
  // The last batch is closed by the clock.
  await tracker.liveTo(tracker.nowMs() + 20 * minuteMs);
  await untilSent(tracker);
  for (const { topic: sent, payload } of broker.published) {
    const { channel } = parseTopic(sent) ?? {};
    if (channel === undefined || channel === 'smp/req') continue;
    station.parts.office.take({ channel, tenant, device, payload: Buffer.from(payload) });
  }
  const { records, lost } = await tracker.received();
  const resets = records.filter((one) => one.kind === 'event' && one.event === 'unexpected-reset');
  record.measure('unexpected resets', resets.length, { expected: 0 });
  record.measure('frames lost', lost, { expected: 0 });
  record.measure('fixes that arrived', fixesIn(records).length, {
    expected: tracker.counters().fixesTaken,
  });
}

/** Whether it came to be before the deadline; the tracker lives meanwhile. */
async function until(tracker: Tracker, isSo: () => boolean): Promise<boolean> {
  const untilMs = performance.now() + answerDeadlineMs;
  while (performance.now() < untilMs) {
    if (isSo()) return true;
    // oxlint-disable-next-line no-await-in-loop -- each look is after the one before
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (isSo()) return true;
    // oxlint-disable-next-line no-await-in-loop -- see above
    await tracker.liveTo(tracker.nowMs() + stepMs);
  }
  return false;
}
