import { DataError } from '@feierabend/protocol';
import { z } from 'zod';

import { isFaultName } from './faults.ts';
import type { OutputDigests, WitnessedEvent } from './witness.ts';

const digests = z.strictObject({
  records: z.string(),
  flash: z.string(),
  journal: z.string(),
  log: z.string(),
  link: z.string(),
  serial: z.string(),
  flashImage: z.string(),
});

const header = z.strictObject({
  trace: z.literal('feierabend/1'),
  seed: z.number().int().min(0).max(0xffff_ffff),
  fromS: z.number().int(),
  untilS: z.number().int(),
  nmea: z.boolean(),
  faults: z.array(
    z.strictObject({
      name: z.string().refine(isFaultName, 'no such fault'),
      value: z.number(),
      atS: z.number().int(),
    }),
  ),
  /** The source of the policy, word for word. */
  policy: z.string(),
});
/** Everything that goes into a life. */
export type TraceInputs = z.infer<typeof header>;

const kinds = ['link', 'journal', 'log', 'serial', 'mode', 'end'] as const;
const eventLine = z.tuple([
  z.number().int(),
  z.enum(kinds),
  z.number(),
  z.string(),
  z.string().regex(/^[0-9a-f]{16}$/u),
]);

export interface Trace {
  readonly inputs: TraceInputs;
  readonly events: readonly WitnessedEvent[];
  readonly digests: OutputDigests;
}

/** JSON lines: what went in, then one line for each output, then the digests of all of it. */
export function writeTrace({ inputs, events, digests: last }: Trace): string {
  const lines = events.map(({ index, kind, atMs, label, digest }) =>
    JSON.stringify([index, kind, atMs, label, digest]),
  );
  return `${[JSON.stringify(inputs), ...lines, JSON.stringify(last)].join('\n')}\n`;
}

/** Throws {@link DataError} `TRACE_FORM` with the number of the first line that does not fit. */
export function readTrace(text: string, fileName: string): Trace {
  const lines = text.split('\n').filter((line) => line !== '');
  const unfit = (index: number): DataError =>
    new DataError({
      code: 'TRACE_FORM',
      expected: `${fileName} to be a trace of firmware-sim simulate`,
      came: `line ${index + 1} is none of its lines`,
      next: 'make the trace again, or give the one that was written',
    });
  const read = <T>(schema: z.ZodType<T>, index: number): T => {
    const parsed = schema.safeParse(parseJson(lines[index]));
    if (parsed.success) return parsed.data;
    throw unfit(index);
  };
  const inputs = read(header, 0);
  const last = read(digests, Math.max(lines.length - 1, 1));
  const events = lines.slice(1, -1).map((_, at): WitnessedEvent => {
    const [index, kind, atMs, label, digest] = read(eventLine, at + 1);
    if (index !== at) throw unfit(at + 1);
    return { index, kind, atMs, label, digest };
  });
  return { inputs, events, digests: last };
}

function parseJson(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '');
  } catch {
    return undefined;
  }
}
