import { simulate } from './simulate.ts';
import type { Trace } from './trace.ts';
import { eventText, type OutputDigests, type WitnessedEvent } from './witness.ts';

export type ReplayOutcome =
  | { readonly same: true; readonly events: number }
  | {
      readonly same: false;
      /** Of the first event that is not as it was. */
      readonly index: number;
      readonly expected: string;
      readonly came: string;
    };

/** Lives the traced life once more and compares every output with the trace; stops at the first difference. */
export async function replay(trace: Trace, fileName: string): Promise<ReplayOutcome> {
  let differs: { expected: WitnessedEvent | undefined; came: WitnessedEvent } | undefined;
  const { trace: lived } = await simulate({
    inputs: trace.inputs,
    policyFile: fileName,
    batteryMah: 0,
    onEvent: (came) => {
      const expected = trace.events[came.index];
      if (!isSame(expected, came)) differs ??= { expected, came };
      return differs === undefined;
    },
  });
  if (differs !== undefined) {
    const { expected, came } = differs;
    return different(came.index, expected, came);
  }
  const missing = trace.events[lived.events.length];
  if (missing !== undefined) return different(lived.events.length, missing, undefined);
  const part = differentPart(trace.digests, lived.digests);
  if (part === undefined) return { same: true, events: lived.events.length };
  const index = lived.events.length;
  return { same: false, index, expected: `the ${part} of the trace`, came: 'another one' };
}

function isSame(expected: WitnessedEvent | undefined, came: WitnessedEvent): boolean {
  return (
    expected?.digest === came.digest &&
    expected.kind === came.kind &&
    expected.atMs === came.atMs &&
    expected.label === came.label
  );
}

function different(
  index: number,
  expected: WitnessedEvent | undefined,
  came: WitnessedEvent | undefined,
): ReplayOutcome {
  const text = (event: WitnessedEvent | undefined) =>
    event === undefined ? 'nothing' : `${eventText(event)}, digest ${event.digest}`;
  return { same: false, index, expected: text(expected), came: text(came) };
}

function differentPart(expected: OutputDigests, came: OutputDigests): string | undefined {
  const entries = Object.entries(expected) as [keyof OutputDigests, string][];
  return entries.find(([part, digest]) => came[part] !== digest)?.[0];
}
