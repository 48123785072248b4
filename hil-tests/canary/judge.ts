import { coarsen, decodeEntry, type TrackerRecord } from '@feierabend/protocol';

import { ReportController } from '@feierabend/firmware-sim/controller/report-controller';
import { ChannelSearch } from '@feierabend/firmware-sim/leak/channel-search';
import type { LeakHit } from '@feierabend/firmware-sim/leak/leak-hit';
import { searchRecords } from '@feierabend/firmware-sim/leak/leak-search';
import { buildNeedles, type NeedleSet } from '@feierabend/firmware-sim/leak/needles';
import { canaryChannels, type CanaryChannel, type EvidencePiece } from './evidence.ts';
import { htmlOf } from './html.ts';
import type { Life } from './life.ts';
import type { Canary, Place } from './places.ts';
import { device, recipient, rescue } from './tenant.ts';

/** Something a sound device would not have let happen. */
export interface Finding {
  /** Where it was seen; `gates` are the device's own doubts. */
  readonly channel: CanaryChannel | 'gates';
  readonly what: string;
}

export interface Judgement {
  readonly findings: readonly Finding[];
  readonly canaries: number;
  /** Canaries by the situation they were shown in. */
  readonly situations: ReadonlyMap<string, number>;
  /** Places of work that arrived at the controller: a life without any proves nothing. */
  readonly fixes: number;
  /** What the controller was told on the channel of events. */
  readonly events: ReadonlySet<string>;
  /** Places that arrived at those who were called for help. */
  readonly called: number;
  readonly bytes: ReadonlyMap<CanaryChannel, number>;
  readonly crashes: number;
  readonly powerCuts: number;
}

/** What was to be withheld must be nowhere; what was overtaken by a tighter policy must be nowhere but where it lay before. */
export function judge(life: Life): Judgement {
  const { world, places } = life;
  const received = opened(life);
  const evidence = evidenceOf(life, received.records);
  const withheld = needlesOf(life, ({ kind }) => kind === 'withheld');
  const either = needlesOf(life, () => true);
  const uncalled = needlesOf(life, ({ kind }) => kind !== 'called');
  const beforeSealing = (pieces: readonly EvidencePiece[]) =>
    pieces.filter(({ isBeforeSealing }) => isBeforeSealing === true);
  const findings = [
    ...leaksIn(
      either,
      evidence.filter(({ isBeforeSealing }) => isBeforeSealing !== true),
    ),
    ...leaksIn(withheld, beforeSealing(evidence)),
    ...places.overtakings.flatMap(({ fromPiece, canaries }) => {
      const overtaken = needlesOf(life, (canary) => canaries.includes(canary));
      return leaksIn(overtaken, beforeSealing(world.evidence.slice(fromPiece)));
    }),
    ...searchRecords(either, received.records).map((): Finding => {
      return { channel: 'decoded', what: 'a place in a report' };
    }),
    ...searchRecords(uncalled, received.called).map((): Finding => {
      return { channel: 'decoded', what: 'a place in a report to those who are called' };
    }),
    ...untimelyFixes(received.records, places.workTimesS),
    ...untimelyFixes(received.called, places.calledTimesS),
    ...doubtsIn(evidence),
    ...received.faults.map(({ code }): Finding => ({ channel: 'decoded', what: code })),
  ];
  const situations = new Map<string, number>();
  for (const { situation } of places.canaries) {
    situations.set(situation, (situations.get(situation) ?? 0) + 1);
  }
  const bytes = new Map<CanaryChannel, number>(canaryChannels.map((channel) => [channel, 0]));
  for (const piece of evidence) {
    bytes.set(piece.channel, (bytes.get(piece.channel) ?? 0) + piece.bytes.length);
  }
  bytes.set('decoded', received.records.length);
  return {
    findings,
    situations,
    bytes,
    canaries: places.canaries.length,
    fixes: fixesIn(received.records).length,
    events: new Set(
      received.records.flatMap((record) => (record.kind === 'event' ? [record.event] : [])),
    ),
    called: fixesIn(received.called).length,
    crashes: world.crashes,
    powerCuts: world.powerCuts,
  };
}

interface Opened {
  /** What the office can open. */
  readonly records: readonly TrackerRecord[];
  /** What those alone can open who are called for help. */
  readonly called: readonly TrackerRecord[];
  /** What nobody can open. */
  readonly faults: readonly { readonly code: string }[];
}

/** The controller's side: it opens what was delivered, for each owner of the device what came in their time. */
function opened({ world }: Life): Opened {
  const { delivered } = world.network;
  const parts = world.ownerships.map(({ tenant, sealKey, fromMessage }, index) => {
    const untilMessage = world.ownerships[index + 1]?.fromMessage ?? delivered.length;
    const known = [{ tenant, device, sealKey }];
    const office = new ReportController(recipient, known);
    const called = new ReportController(rescue, known);
    for (const { channel, payload } of delivered.slice(fromMessage, untilMessage)) {
      const message = { channel, tenant, device, payload };
      if (!office.take(message)) called.take(message);
    }
    const isNobodys = ({ code }: { readonly code: string }) => code !== 'REPORT_SESSION';
    return {
      records: office.received.records,
      called: called.received.records,
      faults: [...office.received.faults.filter(isNobodys), ...called.received.faults],
    };
  });
  return {
    records: parts.flatMap(({ records }) => records),
    called: parts.flatMap(({ called }) => called),
    faults: parts.flatMap(({ faults }) => faults),
  };
}

function fixesIn(records: readonly TrackerRecord[]) {
  return records.filter(({ kind }) => kind === 'fix');
}

/** What was tapped, and what only the end of a life shows. */
export function evidenceOf(life: Life, records: readonly TrackerRecord[]): EvidencePiece[] {
  const { world } = life;
  const atMs = Math.round(world.nowS * 1000);
  const wire = world.network.delivered.map(({ payload }): EvidencePiece => ({
    channel: 'mqtt payload',
    atMs,
    bytes: payload,
  }));
  const retained = world.network.retained.map(({ payload }): EvidencePiece => ({
    channel: 'retained',
    atMs,
    bytes: payload,
  }));
  return [
    ...world.evidence,
    ...wire,
    ...retained,
    { channel: 'flash', atMs, bytes: world.usedFlash },
    { channel: 'html report', atMs, bytes: new TextEncoder().encode(htmlOf(life, records)) },
  ];
}

export function needlesOf({ places, plan }: Life, isShown: (canary: Canary) => boolean): NeedleSet {
  const shown = places.canaries.filter(isShown).map(({ place }) => place);
  const others = places.canaries.filter((canary) => !isShown(canary)).map(({ place }) => place);
  const fed = [...shown, ...places.work, ...others].map((place, atS) => ({ atS, ...place }));
  return buildNeedles({
    fed,
    isPrivate: (atS) => atS < shown.length,
    coarsen: (place) => coarsened(place, plan.precisionM),
  });
}

function coarsened({ latitudeE7, longitudeE7 }: Place, precisionM: number) {
  return coarsen({ timeS: 0, latitudeE7, longitudeE7 }, precisionM).fix;
}

function leaksIn(needles: NeedleSet, evidence: readonly EvidencePiece[]): Finding[] {
  return canaryChannels.flatMap((channel) => {
    const hits: LeakHit[] = [];
    const search = new ChannelSearch(needles, channel === 'serial' ? 'serial' : 'log', (hit) =>
      hits.push(hit),
    );
    const own = evidence.filter((piece) => piece.channel === channel);
    for (const { atMs, bytes } of own) search.pushWhole({ channel: 'log', atMs, bytes });
    // Tens of thousands of small pieces cost more one by one than all that is in them.
    const bytes = Buffer.concat(own.map((piece) => piece.bytes));
    search.pushStream({ channel: 'log', atMs: 0, bytes });
    search.end();
    const encodings = [...new Set(hits.map(({ encoding, layer }) => `${encoding} (${layer})`))];
    return encodings.map((encoding) => ({
      channel,
      what: `a place as ${encoding}`,
    }));
  });
}

/** By the time alone: whatever the place is, none may be from a second in which the device was closed. */
function untimelyFixes(records: readonly TrackerRecord[], allowed: ReadonlySet<number>): Finding[] {
  const times = [...allowed].toSorted((a, b) => a - b);
  return records.flatMap((record): Finding[] => {
    if (record.kind !== 'fix' || allowed.has(record.timeS)) return [];
    // A coarse policy cuts the time as well.
    const next = times.find((timeS) => timeS >= record.timeS);
    if (next !== undefined && next - record.timeS < timeStepS) return [];
    return [{ channel: 'decoded', what: 'a fix from a second in which the device was closed' }];
  });
}

/** The largest step of time that the levels of precision in use have. */
const timeStepS = 30;

function doubtsIn(evidence: readonly EvidencePiece[]): Finding[] {
  return evidence.flatMap(({ channel, bytes }): Finding[] => {
    const entry = channel === 'journal' ? decodeEntry(bytes) : undefined;
    if (entry?.ok !== true || entry.value.kind !== 'doubt') return [];
    return [
      {
        channel: 'gates',
        what: `the gate at ${String(entry.value.detail['gate'])} had to stop a place`,
      },
    ];
  });
}
