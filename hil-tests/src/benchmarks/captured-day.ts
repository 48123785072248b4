import {
  Capture,
  EpochAssembler,
  generateDay,
  SentenceGuard,
  type GnssEpoch,
} from '@feierabend/firmware-sim';
import {
  evaluatePolicy,
  InternalError,
  type CompiledPolicy,
  type TrackerRecord,
} from '@feierabend/protocol';
import { compilePolicy, parsePolicySource } from '@feierabend/protocol/policy-source';

import { demoPolicyYaml } from '../demo/demo-policy.ts';

/** What the receiver said on the generated day, read by the firmware's own parser. */
export function generatedEpochs(seed: number): GnssEpoch[] {
  const day = generateDay({ seed, date: '2026-11-23', utcOffsetMin: 60 });
  const guard = new SentenceGuard();
  const assembler = new EpochAssembler();
  const encoder = new TextEncoder();
  return day.epochs.flatMap(({ text }) =>
    guard.push(encoder.encode(text)).flatMap((sentence) => assembler.push(sentence) ?? []),
  );
}

/** The policy of the demonstration, for that day. */
export function demoPolicy(epochs: readonly GnssEpoch[], recipientKey: Uint8Array): CompiledPolicy {
  const yaml = demoPolicyYaml(epochs[0]?.timeMs ?? 0, recipientKey);
  const parsed = parsePolicySource(yaml, { fileName: 'policy.yaml' });
  if (parsed.ok) return compilePolicy(parsed.source);
  throw new InternalError('the policy of the demonstration has a problem');
}

/** The fixes that the firmware's own capture takes under this policy: one list for each work-hour window. */
export function capturedFixes(
  epochs: readonly GnssEpoch[],
  policy: CompiledPolicy,
): TrackerRecord[][] {
  const windows: TrackerRecord[][] = [];
  let capture: Capture | undefined;
  for (const { timeMs, position } of epochs) {
    const timeS = Math.floor(timeMs / 1000);
    if (!evaluatePolicy(policy, timeS).open) {
      capture = undefined;
      continue;
    }
    if (capture === undefined) {
      capture = new Capture(policy, timeS);
      windows.push([]);
    }
    const record = position === undefined ? undefined : capture.fix({ timeMs, ...position });
    if (record !== undefined) windows.at(-1)?.push(record);
  }
  return windows;
}
