import type { CompiledPolicy, PolicyWindow } from '../policy.ts';
import { energyOf, type EnergyReport } from './charge.ts';
import { overheadBytes, trackerFigures, type EnergyFigures } from './figures.ts';

/** As the firmware has them: docs/firmware/energy.md. */
const restIntervalMinS = 20;
const batchAgeS = 900;
const batchRecordsMax = 96;

/** What the receiver needs to start. */
const coldStartMs = 29_500;
const hotStartMs = 1_000;
/** Off for so long, the receiver has to start cold. */
const orbitsValidMin = 240;

/** Sealed frames on the wire, as the padding of reports makes them: docs/protocol/report.md. */
const frameBytes = { batch: 105, withheld: 89, heartbeat: 89, session: 170, journalPage: 420 };

type EstimatedPolicy = Pick<
  CompiledPolicy,
  'week' | 'intervals' | 'outside' | 'heartbeatS' | 'recipients'
>;

/**
 * What a policy costs a day, in closed form: from the hours of its week, its intervals, and what it sends outside. Exceptions and
 * holidays are left out, and the network is there all the time. `docs/firmware/energy.md` has the figures and the tolerance.
 */
export function estimateEnergy(
  policy: EstimatedPolicy,
  figures: EnergyFigures = trackerFigures,
): EnergyReport {
  const days = policy.week.map((windows) => dayOf(windows));
  const openS = sum(days.map((day) => day.openS));
  const windows = sum(days.map((day) => day.windows));
  const openDays = days.filter((day) => day.windows > 0).length;
  const { movingS, floorS } = policy.intervals;
  const intervalS = Math.max(movingS, floorS);
  const rests = intervalS >= restIntervalMinS;
  const fixes = openS / intervalS;
  const coldMs = sum(days.map((day) => day.coldStarts)) * coldStartMs;
  const confirmations = 7 - openDays;
  const receiverOnMs =
    (rests ? fixes * hotStartMs : openS * 1000) +
    (rests ? coldMs : 0) +
    confirmations * coldStartMs;
  const acquiringMs = coldMs + confirmations * coldStartMs + (rests ? fixes * hotStartMs : 0);

  const batches = Math.max(openS / batchAgeS, fixes / batchRecordsMax);
  const closedS = 7 * 86_400 - openS;
  const beats = policy.outside === 'off' ? 0 : closedS / Math.max(policy.heartbeatS, 1);
  const sessions = (policy.outside === 'off' ? openDays : 7) * policy.recipients.length;
  const changes = 2 * windows;
  const payloadBytes =
    batches * frameBytes.batch +
    windows * frameBytes.withheld +
    beats * frameBytes.heartbeat +
    sessions * frameBytes.session +
    changes * frameBytes.journalPage;
  const messages = batches + windows + beats + sessions + changes;
  const counts = {
    receiverOnMs,
    receiverAcquiringMs: Math.min(acquiringMs, receiverOnMs),
    attaches: 0,
    // A change of mode sends its last batch, its span and its journal page together.
    bursts: batches + changes + beats,
    messages,
    bytesOnAir: payloadBytes + messages * overheadBytes,
  };
  return energyOf(counts, 7, figures);
}

interface DayCosts {
  readonly openS: number;
  readonly windows: number;
  readonly coldStarts: number;
}

/** The first window of a day finds the receiver cold, one after a break of some hours as well. */
function dayOf(windows: readonly PolicyWindow[]): DayCosts {
  let [openS, coldStarts, endMin] = [0, 0, Number.NEGATIVE_INFINITY];
  for (const window of windows) {
    openS += (window.endMin - window.startMin) * 60;
    if (window.startMin - endMin >= orbitsValidMin) coldStarts += 1;
    endMin = window.endMin;
  }
  return { openS, windows: windows.length, coldStarts };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
