import { SinkBroker } from '@feierabend/firmware-sim/broker/sink-broker';
import { parseTopic } from '@feierabend/firmware-sim/broker/topic';

import { suiteOf, type HilContext } from '../../run/hil-test.ts';
import { benchPolicy } from '../../station/bench-policy.ts';
import { monday } from '../../station/calendar.ts';
import { drive } from '../../station/drive.ts';
import { fixesIn } from '../../station/fixes.ts';
import type { Tracker } from '../../station/tracker.ts';
import { untilSent } from '../../station/until-sent.ts';

const hil = suiteOf('report');
const minuteMs = 60_000;
/** Reason of a DISCONNECT: the server is shutting down (MQTT 5.0, 3.14.2.1). */
const shuttingDown = 0x8b;

type Published = SinkBroker['published'][number];

export function acknowledgement(): void {
  hil(
    'a broker that acknowledges nothing frees nothing: it gets the same bytes again, and nothing is lost',
    {
      clauses: ['TOM-8', 'AVV-9.5'],
      needs: ['tracker', 'gnss-input', 'modem', 'time', 'tap', 'faults'],
    },
    async (context) => {
      /** What is answered: nothing, or success. */
      let reasonCode: number | undefined;
      const { pki } = context.station.parts;
      const broker = await SinkBroker.start({ pki, reasonOf: () => reasonCode });
      const acknowledge = (isOn: boolean) => (reasonCode = isOn ? 0 : undefined);
      try {
        await withhold(context, broker, acknowledge);
      } finally {
        await broker.stop();
      }
    },
  );
}

async function withhold(
  { station, record }: HilContext,
  broker: SinkBroker,
  acknowledge: (isOn: boolean) => void,
): Promise<void> {
  const fromMs = monday('08:30');
  const policy = benchPolicy({ recipient: station.kit.recipient });
  const tracker = await station.tracker({ startMs: fromMs, policy, brokerUrl: broker.url });
  const nothing = { expected: 0 };

  await record.phase('nothing is acknowledged, and the connection breaks', async () => {
    const withheld = await driven(tracker, broker);
    record.measure('messages that were taken', withheld.length, { min: 3 });
    record.measure('messages with QoS 0', withheld.filter(({ qos }) => qos === 0).length, nothing);
    // What asks for no acknowledgement would be waited for in vain below.
    record.checkLimits();
    const { waitingFrames } = tracker.counters();
    record.measure('frames that wait all the same', waitingFrames, { min: 2 });
    const again = await reconnected(tracker, broker, acknowledge);
    const repeated = withheld.map((one) => again.find((other) => isSame(one, other)));
    const isWhole = { expected: withheld.length };
    record.measure('sent again, the same bytes', repeated.filter(Boolean).length, isWhole);
    const isRepetition = (other: Published | undefined, at: number) =>
      other?.dup === true && other.messageId === withheld[at]?.messageId;
    const marked = repeated.filter(isRepetition).length;
    record.measure('called a repetition (DUP), under the same number', marked, isWhole);
    record.measure('frames that wait then', tracker.counters().waitingFrames, nothing);
  });

  await record.phase('the same, and the broker has lost its sessions', async () => {
    acknowledge(false);
    const withheld = await driven(tracker, broker);
    broker.forgetSessions();
    const again = await reconnected(tracker, broker, acknowledge);
    const repeated = withheld.filter((one) => again.some((other) => isSame(one, other)));
    const isWhole = { expected: withheld.length };
    record.measure('sent again, the same bytes', repeated.length, isWhole);
    // To a broker that knows nothing of them they are new (MQTT 5.0, 3.3.1.1).
    record.measure('called a repetition', again.filter(({ dup }) => dup).length, nothing);
  });

  // The last batch is closed by the clock.
  await tracker.liveTo(tracker.nowMs() + 20 * minuteMs);
  await untilSent(tracker);
  const { published } = broker;
  record.measure('messages with QoS 0', published.filter(({ qos }) => qos === 0).length, nothing);
  record.measure(
    'messages to be retained',
    published.filter(({ retain }) => retain).length,
    nothing,
  );
  for (const { topic, payload } of published) {
    const { channel } = parseTopic(topic) ?? {};
    if (channel === undefined || channel === 'smp/req') continue;
    const { tenant, device } = tracker;
    station.parts.office.take({ channel, tenant, device, payload: Buffer.from(payload) });
  }
  const { records, lost } = await tracker.received();
  const fixes = fixesIn(records);
  const taken = { expected: tracker.counters().fixesTaken };
  record.measure('frames lost', lost, nothing);
  record.measure('fixes that arrived', fixes.length, taken);
  record.measure('different fixes', new Set(fixes.map(({ timeS }) => timeS)).size, taken);
}

/** What a broker gets that it has to keep for somebody; a state of the connection is none of it. */
function kept(published: readonly Published[]): Published[] {
  return published.filter(({ topic }) => !topic.endsWith('/status'));
}

/** Half an hour of work; what came from it, nothing of which is acknowledged. */
async function driven(tracker: Tracker, broker: SinkBroker): Promise<Published[]> {
  const before = broker.published.length;
  const fromMs = tracker.nowMs();
  const untilMs = fromMs + 30 * minuteMs;
  await tracker.feed(drive({ fromMs, untilMs, everyMs: 5000 }));
  const news = () => kept(broker.published.slice(before));
  const isReport = ({ topic }: Published) => topic.endsWith('/report');
  await untilSent(tracker, () => news().filter(isReport).length > 1);
  return news();
}

/** The connection ends, and from the next one on everything is acknowledged; what comes until nothing waits any more. */
async function reconnected(
  tracker: Tracker,
  broker: SinkBroker,
  acknowledge: (isOn: boolean) => void,
): Promise<Published[]> {
  const before = broker.published.length;
  acknowledge(true);
  broker.disconnect(shuttingDown);
  await untilSent(tracker);
  return kept(broker.published.slice(before));
}

function isSame(one: Published, other: Published): boolean {
  return one.topic === other.topic && Buffer.from(one.payload).equals(Buffer.from(other.payload));
}
