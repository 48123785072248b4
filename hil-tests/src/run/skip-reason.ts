import type { Bench } from '../bench/bench-schema.ts';
import type { Capability } from '../bench/capability.ts';

/**
 * What a test may ask of a bench beside the capabilities it promises: things that follow from what it is made of. `time` is
 * a tracker whose hours pass as fast as the bench wants; `tap` sees every channel in clear; `rig` presses buttons; `power`
 * is switched without a person.
 */
const equipment = ['time', 'tap', 'rig', 'power', 'faults'] as const;
type Equipment = (typeof equipment)[number];
export type Need = Capability | Equipment;

/** Why a test cannot run on this bench; undefined when it can. */
export function missingNeed(needs: readonly Need[], bench: Bench): string | undefined {
  const missing = needs.find((need) => !has(bench, need));
  if (missing === undefined) return undefined;
  return `the bench "${bench.name}" does not promise ${missing}`;
}

function has(bench: Bench, need: Need): boolean {
  const isVirtual = bench.target.kind === 'virtual';
  switch (need) {
    case 'time':
    case 'tap':
      return isVirtual;
    case 'rig':
      return bench.rig !== undefined;
    case 'power':
      return bench.power !== 'manual';
    case 'faults':
      // A wire of our own lies between tracker and broker only where both are processes of this machine.
      return isVirtual && (typeof bench.broker === 'string' || bench.broker.kind === 'mosquitto');
    default:
      return bench.capabilities.includes(need);
  }
}
