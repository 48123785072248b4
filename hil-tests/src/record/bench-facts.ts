import { z } from 'zod';

import type { Bench } from '../bench/bench-schema.ts';
import { capabilities } from '../bench/capability.ts';

/**
 * What a test may ask of a bench beside the capabilities it promises: things that follow from what it is made of. `time` is
 * a tracker whose hours pass as fast as the bench wants; `tap` sees every channel in clear; `rig` presses buttons; `power`
 * is switched without a person; `firmware` are images that it takes, `self-test` ones that find themselves bad, and
 * `signed-boot` a boot loader that checks signatures; `own-broker` is one whose authority is the bench's,
 * `supply` current that a rig measures behind its own relay, and `disposable` a tracker that may be wiped for good.
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
  'disposable',
] as const;
export const needs = [...capabilities, ...equipment] as const;
export type Need = (typeof needs)[number];

/** What `run.json` keeps of a bench: enough to say again what a test may be skipped for. */
export const benchFacts = z.strictObject({
  name: z.string(),
  target: z.enum(['virtual', 'serial', 'socket']),
  power: z.enum(['rig', 'simulator', 'manual', 'qemu']),
  rig: z.enum(['none', 'emulated', 'firmata']),
  broker: z.enum(['embedded', 'mosquitto', 'url']),
  gnss: z.enum(['injection', 'serial', 'none']),
  capabilities: z.array(z.enum(capabilities)),
  /** Images for the flash suite: the suite builds them, or makes releases of one that was given. */
  firmware: z.enum(['built', 'given', 'none']),
  /** The bench has a key that the boot loader asks for. */
  bootKey: z.boolean(),
  /** The rig measures the supply current. */
  currentSense: z.boolean(),
  /** Its tracker may be wiped for good. */
  disposable: z.boolean(),
});
export type BenchFacts = z.infer<typeof benchFacts>;

export function factsOf(bench: Bench): BenchFacts {
  const { name, target, power, rig, broker, gnss, firmware } = bench;
  const isVirtual = target.kind === 'virtual';
  const images = firmware === undefined ? 'none' : ifGiven(firmware.image);
  return {
    name,
    target: target.kind,
    power: typeof power === 'string' ? power : power.kind,
    rig: rig?.kind ?? 'none',
    broker: typeof broker === 'string' ? broker : broker.kind,
    gnss: typeof gnss === 'string' ? gnss : gnss.kind,
    capabilities: [...bench.capabilities],
    firmware: isVirtual ? 'built' : images,
    bootKey: isVirtual || firmware?.key !== undefined,
    currentSense: rig?.pins.current !== undefined,
    disposable: isVirtual || bench.disposable,
  };
}

function ifGiven(image: string | undefined): 'built' | 'given' {
  return image === undefined ? 'built' : 'given';
}

/** Why a test cannot run on this bench; undefined when it can. */
export function missingNeed(asked: readonly Need[], bench: BenchFacts): string | undefined {
  const missing = asked.find((need) => !has(bench, need));
  if (missing === undefined) return undefined;
  return `the bench "${bench.name}" does not promise ${missing}`;
}

function has(bench: BenchFacts, need: Need): boolean {
  const isVirtual = bench.target === 'virtual';
  switch (need) {
    case 'time':
    case 'tap':
      return isVirtual;
    case 'rig':
      return bench.rig !== 'none';
    case 'power':
      return bench.power !== 'manual';
    case 'firmware':
      return bench.firmware !== 'none';
    case 'self-test':
      return bench.firmware === 'built';
    case 'signed-boot':
      return bench.bootKey;
    case 'own-broker':
      return bench.broker !== 'url';
    case 'supply':
      return bench.power === 'rig' && bench.currentSense;
    case 'disposable':
      return bench.disposable;
    case 'faults':
      // A wire of our own lies between tracker and broker only where both are processes of this machine.
      return isVirtual && bench.broker !== 'url';
    default:
      return bench.capabilities.includes(need);
  }
}
