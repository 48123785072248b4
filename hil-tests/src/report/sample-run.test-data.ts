import type { ReportInput } from './report-page.ts';
import type { RibbonSegment, TrackPoint, WindowSpan } from './ribbon.ts';
import type { RunSummary } from './run-summary.ts';

/** Monday, 23 November 2026, midnight in Berlin. */
const midnightS = Date.UTC(2026, 10, 22, 23) / 1000;

/** Seconds since 1970 of a time of that day, such as `at(12, 30)`. */
export function at(hour: number, minute = 0): number {
  return midnightS + hour * 3600 + minute * 60;
}

const sampleWindows: readonly WindowSpan[] = [
  { fromS: at(8), untilS: at(12) },
  { fromS: at(12, 30), untilS: at(16, 30) },
];

export const sampleRibbon: readonly RibbonSegment[] = [
  { fromS: at(5, 30), untilS: at(8), state: 'withheld', reason: 'outside-hours' },
  { fromS: at(8), untilS: at(10, 14), state: 'captured' },
  { fromS: at(10, 14), untilS: at(10, 21), state: 'no-fix' },
  { fromS: at(10, 21), untilS: at(12), state: 'captured' },
  { fromS: at(12), untilS: at(12, 30), state: 'withheld', reason: 'break' },
  { fromS: at(12, 30), untilS: at(16, 30), state: 'captured' },
  { fromS: at(16, 30), untilS: at(21, 30), state: 'withheld', reason: 'outside-hours' },
];

/** A round through a town that nobody drove, with the stops and the gap of the ribbon. */
export function sampleTrack(): TrackPoint[] {
  const points: TrackPoint[] = [];
  for (let timeS = at(8); timeS < at(16, 30); timeS += 60) {
    const captured = sampleRibbon.some(
      (segment) => segment.state === 'captured' && timeS >= segment.fromS && timeS < segment.untilS,
    );
    if (!captured) continue;
    const hours = (timeS - at(8)) / 3600;
    const drive = Math.floor(hours) + Math.min(1, (hours % 1) * 2.2);
    points.push({
      timeS,
      latitudeE5:
        4_813_700 + Math.round(2400 * Math.sin(drive * 0.9) + 700 * Math.sin(drive * 4.1)),
      longitudeE5:
        1_157_500 + Math.round(5200 * Math.cos(drive * 0.7) + 800 * Math.cos(drive * 5.3)),
    });
  }
  return points;
}

export const sampleSummary: RunSummary = {
  schema: 'feierabend/run-summary/1',
  seed: 1,
  source: {
    kind: 'generated',
    name: 'a generated working day',
    linesRead: 115_202,
    linesSkipped: 14,
    skippedByReason: { checksum: 12, malformed: 2, overlong: 0 },
  },
  tenant: 'muster-gmbh',
  device: 'van-07',
  firmware: {
    from: '1.0.0+0',
    to: '1.1.0+0',
    imageSha256: '3f1c9a5be0d74c26a81f70cfe2b94d5518c6027adf93eb4471b0a65d2c8e9f10',
    imageBytes: 98_304,
    confirmed: true,
  },
  policy: {
    name: 'Service vans, field staff',
    digest: '9e0b4c7d1f2a63588d47e6b0a9c3f5d2147b8e60c5fa39d217e48b06d3a1f7c4',
    timeZone: 'Europe/Berlin',
    windows: ['Monday to Thursday 08:00-12:00, 12:30-16:30', 'Friday 08:00-12:00, 12:30-14:30'],
  },
  day: { fromS: at(5, 30), untilS: at(21, 30), timeZone: 'Europe/Berlin' },
  fixesFed: 57_180,
  fixesTaken: 1_482,
  fixesSent: 1_482,
  fixesWithheld: 28_801,
  noFix: 7,
  fixesOutsideWindows: 0,
  gapsExplained: true,
  withheldSeconds: 8 * 3600,
  reports: { batches: 24, sealedBytes: 9_216, bytesPerFix: 6.22, duplicates: 0, lost: 0 },
  leaks: 0,
  leakSearch: {
    channels: [
      { name: 'serial', bytes: 18_231, hits: 0 },
      { name: 'mqtt', bytes: 12_077, hits: 0 },
      { name: 'flash', bytes: 1_482_240, hits: 0 },
      { name: 'journal', bytes: 3_120, hits: 0 },
      { name: 'log', bytes: 46_010, hits: 0 },
      { name: 'decoded', bytes: 1_521, hits: 0 },
    ],
    selfTest: { planted: 57, found: 57 },
  },
  journalIntact: true,
  journalEntries: 19,
  journalHead: 'c41d8a2e6b75f09d3ce87a16b4f520d98e3a7c1560fbd2946e08b5d7a39c2f41',
  clauses: [
    {
      clause: 'TOM-5',
      text: 'no gapless tracking; outside working time only if configured',
      outcome: 'pass',
      evidence: '1482 fixes, 0 outside the windows; every gap has its record',
    },
    {
      clause: 'TOM-6',
      text: 'no unauthorised disclosure; reports sealed to the controller',
      outcome: 'pass',
      evidence: '0 positions of private hours on 6 channels; 57 of 57 planted ones found',
    },
    {
      clause: 'TOM-7',
      text: 'strict tenant separation',
      outcome: 'open',
      evidence: 'not part of this run',
    },
    {
      clause: 'AVV-6.4, 6.5, 6.7, 10',
      text: 'evidence, inspections, spot checks',
      outcome: 'open',
      evidence: 'not part of this run',
    },
  ],
  host: {
    startedAt: '2026-11-23T07:00:00.000Z',
    durationMs: 31_420,
    flashBytesPerS: 7_420,
    flashLineShare: 0.644,
    baudRate: 115_200,
    node: 'v20.20.2',
  },
};

export const sampleReport: ReportInput = {
  summary: sampleSummary,
  ribbon: sampleRibbon,
  windows: sampleWindows,
  track: sampleTrack(),
};
