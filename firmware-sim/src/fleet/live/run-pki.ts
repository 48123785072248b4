import type { Credentials } from '../../pki/credentials.ts';
import { TestPki } from '../../pki/test-pki.ts';
import type { FleetPlan } from '../plan/fleet-plan.ts';

/** Until a run has begun, and for what is late: time of its own for the first connection, and for the last one. */
const marginMs = 2 * 86_400_000;

/** Makes certificates that outlast a run of this plan at any speed: none is slower than the clock on the wall. */
export function runPki(
  { fromS, untilS }: FleetPlan,
  options: { readonly name?: string; readonly authority?: Credentials } = {},
): Promise<TestPki> {
  const validityMs = (untilS - fromS) * 1000 + marginMs;
  return TestPki.create({ now: Date.now, validityMs, ...options });
}
