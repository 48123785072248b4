import type { Bench } from '../bench/bench-schema.ts';
import type { Capability } from '../bench/capability.ts';

/**
 * What a test may ask of a bench beside the capabilities it promises: things that follow from what it is made of. `time` is
 * a tracker whose hours pass as fast as the bench wants; `tap` sees every channel in clear; `rig` presses buttons; `power`
 * is switched without a person; `firmware` are images that it takes, `self-test` ones that find themselves bad, and
 * `signed-boot` a boot loader that checks signatures; `own-broker` is one whose authority is the bench's,
 * and `supply` current that a rig measures behind its own relay.
 */
const equipment = [
  'time',
  'tap',
  'rig',
  'power',
  'faults',
  'firmware',
  'self-test',
  'signed-boot',
  'own-broker',
  'supply',
] as const;
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
    case 'firmware':
      return isVirtual || bench.firmware !== undefined;
    case 'self-test':
      return isVirtual || (bench.firmware !== undefined && bench.firmware.image === undefined);
    case 'signed-boot':
      return isVirtual || bench.firmware?.key !== undefined;
    case 'own-broker':
      return typeof bench.broker === 'string' || bench.broker.kind !== 'url';
    case 'supply':
      return bench.power === 'rig' && bench.rig?.pins.current !== undefined;
    case 'faults':
      // A wire of our own lies between tracker and broker only where both are processes of this machine.
      return isVirtual && (typeof bench.broker === 'string' || bench.broker.kind === 'mosquitto');
    default:
      return bench.capabilities.includes(need);
  }
}
