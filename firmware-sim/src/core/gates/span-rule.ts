import { evaluatePolicy, type CompiledPolicy } from '@feierabend/protocol';

/**
 * Whether every second from `fromS` to `untilS`, both included, lies in one open window of the policy. Two windows with a
 * closed second between them are two spans, so what lies across a mode change is not allowed, even if both ends are.
 */
export function allowsSpan(policy: CompiledPolicy, fromS: number, untilS: number): boolean {
  const verdict = evaluatePolicy(policy, fromS);
  // Put this way round, because a time that is no number must not open anything.
  return verdict.open && fromS <= untilS && untilS < verdict.windowEndS;
}
