import { z } from 'zod';

/**
 * What stands in the attachments that the evidence page draws. They are JSON; seconds are Unix time. Of the other kinds,
 * `journal` is a journal export, `receipt` a deletion receipt, `policy` the YAML that was signed, `log` text and `bytes`
 * anything else.
 */
const second = z.int().nonnegative().max(0xffff_ffff);
const span = { fromS: second, untilS: second };
/** Longer ones are not drawn. */
const spanMaxS = 400 * 86_400;
const timeZone = z.string().refine(isTimeZone, 'the time zone is known to nobody');

/** When the policy allowed capture, worked out from its YAML: what the ribbon shows above. */
export const windowsContent = z
  .strictObject({
    schema: z.literal('feierabend/windows/1'),
    timeZone,
    ...span,
    windows: z.array(z.strictObject(span)),
  })
  .refine(
    ({ fromS, untilS }) => untilS > fromS && untilS - fromS <= spanMaxS,
    'the span is none, or longer than 400 days',
  );

const absolutePoint = z.strictObject({
  timeS: second,
  latitudeE5: z.number(),
  longitudeE5: z.number(),
});
/** Whole metres from the first point of the track: the shape of the way, and not where on earth it is. */
const relativePoint = z.strictObject({ timeS: second, eastM: z.int(), northM: z.int() });

/** What arrived: each second of the span is accounted for, and the captured positions. */
export const recordsContent = z.strictObject({
  schema: z.literal('feierabend/records/1'),
  segments: z.array(
    z.strictObject({
      ...span,
      state: z.enum(['captured', 'withheld', 'no-fix', 'nothing']),
      reason: z.string().exactOptional(),
    }),
  ),
  track: z.discriminatedUnion('places', [
    z.strictObject({ places: z.literal('absolute'), points: z.array(absolutePoint) }),
    z.strictObject({ places: z.literal('relative'), points: z.array(relativePoint) }),
  ]),
});

/** The same thing measured many times, with the limits it was held against. */
export const timingContent = z.strictObject({
  schema: z.literal('feierabend/timing/1'),
  title: z.string().min(1),
  unit: z.string().min(1),
  min: z.number().optional(),
  max: z.number().optional(),
  samples: z.array(z.number()).min(1),
});

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export type WindowsContent = z.infer<typeof windowsContent>;
export type RecordsContent = z.infer<typeof recordsContent>;
export type TimingContent = z.infer<typeof timingContent>;
export type AbsolutePoint = z.infer<typeof absolutePoint>;
export type RelativePoint = z.infer<typeof relativePoint>;
