import { z } from 'zod';

import type { IndicatorPattern } from '../core/ports.ts';

/** One instant of the GNSS feed: at this uptime, this many bytes of the GNSS port arrive at the receiver's UART. */
export type FeedInstant = readonly [atMs: number, bytes: number];

const whole = z.number().int().nonnegative();

/** What a bench asks of a virtual tracker, one JSON object a line (docs/firmware/bench-control.md). */
export const controlRequest = z.discriminatedUnion('do', [
  z.strictObject({
    id: z.number().int(),
    do: z.literal('advance'),
    untilMs: whole,
    feed: z
      .array(z.tuple([whole, whole]))
      .max(10_000)
      .default([]),
  }),
  z.strictObject({ id: z.number().int(), do: z.literal('power'), on: z.boolean() }),
  z.strictObject({
    id: z.number().int(),
    do: z.literal('input'),
    input: z.enum(['private-switch', 'sos', 'tamper']),
    active: z.boolean(),
  }),
  z.strictObject({
    id: z.number().int(),
    do: z.literal('flash'),
    at: whole,
    bytes: z.number().int().min(1).max(65_536),
  }),
]);
export type ControlRequest = z.infer<typeof controlRequest>;

/** What the firmware counted since its last boot. */
export interface TrackerCounters {
  readonly epochsWithPosition: number;
  readonly epochsWithheld: number;
  readonly fixesTaken: number;
  readonly sentencesAccepted: number;
  readonly sentencesSkipped: number;
  readonly waitingFrames: number;
}

export type ControlAnswer =
  | {
      readonly id: number;
      readonly ok: true;
      readonly uptimeMs: number;
      readonly counters: TrackerCounters;
      /** What the light shows; dark without power. */
      readonly indicator: IndicatorPattern;
      /** What lies in the chip, base64; fewer bytes than were asked for at its end. */
      readonly flash?: string;
    }
  | { readonly id: number; readonly ok: false; readonly code: string; readonly message: string };

/** Sent between answers on a bench with a tap: bytes in clear, base64. */
export interface TapLine {
  readonly tap: string;
  readonly uptimeMs: number;
  readonly base64: string;
}
