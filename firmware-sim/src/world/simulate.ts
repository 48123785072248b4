import {
  batteryDays,
  energyOf,
  InternalError,
  useCryptoEngine,
  type CompiledPolicy,
  type EnergyReport,
} from '@feierabend/protocol';

import type { ClockState } from '../core/clock/time-keeper.ts';
import type { FlashErrors } from '../hardware/faulty-flash.ts';
import { nativeCrypto } from '../hardware/native-crypto.ts';
import { Life } from './life.ts';
import type { RibbonSpan } from './mode-ribbon.ts';
import { compilePolicyText } from './policy-text.ts';
import type { Trace, TraceInputs } from './trace.ts';
import { Witness, type WitnessedEvent } from './witness.ts';

export interface LifeSummary {
  readonly seed: number;
  readonly days: number;
  readonly boots: number;
  readonly fixes: number;
  /** Positions that the receiver had and the gate refused. */
  readonly positionsWithheld: number;
  readonly messages: number;
  readonly payloadBytes: number;
  readonly framesWaiting: number;
  readonly journalEntries: number;
  /** Operations that the flash chip did wrong; null for a sound chip. */
  readonly flashErrors: FlashErrors | null;
  readonly hoursByMode: Readonly<Record<string, number>>;
  readonly energy: EnergyReport & { readonly batteryDays: number };
  /** When the mode changes next after the end, in Unix seconds; null when it does not by itself. */
  readonly nextChangeS: number | null;
  /** What the device holds of its clock at the end: `jumped` stays closed until a signed time. */
  readonly clock: ClockState | 'none';
}

export interface Simulated {
  readonly policy: CompiledPolicy;
  readonly ribbon: readonly RibbonSpan[];
  readonly summary: LifeSummary;
  readonly trace: Trace;
}

export interface SimulateOptions {
  readonly inputs: TraceInputs;
  /** Named in complaints about the policy. */
  readonly policyFile: string;
  readonly batteryMah: number;
  /** Sees each event; false ends the life there. */
  readonly onEvent?: (event: WitnessedEvent) => boolean;
}

/** Lives the life that the inputs describe. The same inputs give the same bytes. */
export async function simulate(options: SimulateOptions): Promise<Simulated> {
  const { inputs, policyFile, batteryMah, onEvent } = options;
  useCryptoEngine(nativeCrypto);
  const { seed, fromS, untilS, nmea, faults } = inputs;
  const policy = await compilePolicyText(inputs.policy, policyFile);
  const events: WitnessedEvent[] = [];
  let goesOn = true;
  const witness = new Witness((event) => {
    events.push(event);
    goesOn &&= onEvent?.(event) ?? true;
  });
  const life = new Life({ seed, fromS, untilS, policy, nmea, faults, witness });
  await life.run(() => goesOn);
  const { digests } = witness;
  if (digests === undefined) throw new InternalError('a life ended without digests');
  return {
    policy,
    ribbon: life.ribbon.spans,
    summary: summaryOf(life, { inputs, batteryMah }),
    trace: { inputs, events, digests },
  };
}

function summaryOf(life: Life, of: { inputs: TraceInputs; batteryMah: number }): LifeSummary {
  const { seed, fromS, untilS } = of.inputs;
  const { boots, fixes, epochsWithheld, payloadBytes, waitingFrames, journalEntries } = life.counts;
  const days = (untilS - fromS) / 86_400;
  const energy = energyOf(life.energy.counts, days);
  const { duty } = life.device.tracker ?? {};
  const hours = [...life.ribbon.totals()].map(([mode, s]) => [mode, Math.round(s / 36) / 100]);
  return {
    seed,
    days,
    boots,
    fixes,
    positionsWithheld: epochsWithheld,
    messages: life.energy.counts.messages,
    payloadBytes,
    framesWaiting: waitingFrames,
    journalEntries,
    flashErrors: life.flashErrors ?? null,
    hoursByMode: Object.fromEntries(hours) as Record<string, number>,
    energy: { ...energy, batteryDays: batteryDays(of.batteryMah, energy.mahPerDay) },
    nextChangeS: duty?.nextModeS ?? null,
    clock: duty?.time.state ?? 'none',
  };
}
