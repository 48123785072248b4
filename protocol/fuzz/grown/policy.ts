import { encodePolicy } from '../../src/policy/compiled-policy.ts';
import { brokenPolicyRule } from '../../src/policy/policy-rules.ts';
import {
  outsideBehaviours,
  policyCarriers,
  policyPurposes,
  type CompiledPolicy,
  type PolicyWindow,
} from '../../src/policy/policy.ts';
import { houseExample, sampleKey, samplePolicy } from '../../src/policy/sample-policy.suite.ts';
import type { Dice } from '../dice.ts';

const attempts = 8;
const dayS = 86_400;

/** A policy that keeps every rule of its format, with any of its fields changed. */
export function growPolicy(dice: Dice): CompiledPolicy {
  let policy = samplePolicy;
  for (let i = 0; i < attempts; i += 1) {
    const next = { ...policy, ...dice.pick(changes)(dice) };
    if (brokenPolicyRule(next) === undefined) policy = next;
  }
  return policy;
}

export const growPolicyBytes = (dice: Dice): Uint8Array => encodePolicy(growPolicy(dice));

const changes: readonly ((dice: Dice) => Partial<CompiledPolicy>)[] = [
  (dice) => ({ purpose: dice.pick(policyPurposes) }),
  (dice) => ({ carriedBy: dice.pick(policyCarriers) }),
  (dice) => ({ week: Array.from({ length: 7 }, () => growWindows(dice)) }),
  (dice) => ({ exceptions: growDates(dice) }),
  function intervals(dice) {
    const floorS = 1 + dice.small(600);
    const movingS = floorS + dice.small(3600);
    return { intervals: { floorS, movingS, parkedS: movingS + dice.small(80_000) } };
  },
  (dice) => ({ precisionM: 1 + dice.small(100_000) }),
  (dice) => ({
    fields: { altitude: dice.chance(50), speed: dice.chance(50), course: dice.chance(50) },
  }),
  (dice) => ({ retentionS: 60 + dice.small(365 * dayS) }),
  function outside(dice) {
    const behaviour = dice.pick(outsideBehaviours);
    return { outside: behaviour, heartbeatS: behaviour === 'off' ? 0 : 60 + dice.small(80_000) };
  },
  (dice) => ({
    recipients: Array.from({ length: 1 + dice.small(6) }, (_, i) => ({
      name: `recipient-${i}`,
      publicKey: sampleKey(1 + dice.below(200)),
    })),
  }),
  () => ({ privateSwitch: true }),
  (dice) => ({
    theftRecovery: { intervalS: 10 + dice.small(3600), durationS: 3600 + dice.small(29 * dayS) },
  }),
];

function growWindows(dice: Dice): readonly PolicyWindow[] {
  const minutes = new Set(Array.from({ length: 2 * dice.below(5) }, () => dice.below(1441)));
  const sorted = [...minutes].toSorted((a, b) => a - b);
  return Array.from({ length: Math.floor(sorted.length / 2) }, (_, i) => ({
    startMin: sorted[2 * i] ?? 0,
    endMin: sorted[2 * i + 1] ?? 0,
  }));
}

function growDates(dice: Dice): CompiledPolicy['exceptions'] {
  const firstDay = Math.ceil(samplePolicy.validFromS / dayS);
  const days = new Set(Array.from({ length: dice.below(20) }, () => firstDay + dice.below(300)));
  return [...days]
    .toSorted((a, b) => a - b)
    .map((dayNumber) => ({ dayNumber, windows: growWindows(dice) }));
}

const two = (value: number) => String(value).padStart(2, '0');

/** The example of the house with other words and figures, as people would write them. */
export function growPolicySource(dice: Dice): string {
  const hour = 5 + dice.below(5);
  return houseExample
    .replaceAll('08:00', `${two(hour)}:${two(dice.below(60))}`)
    .replaceAll('retention: 30 d', `retention: ${1 + dice.below(90)} d`)
    .replace(/timeZone: .*/u, `timeZone: ${dice.pick(zones)}`)
    .replace(/^name: .*$/mu, `name: ${'x'.repeat(1 + dice.below(40))}`);
}

const zones = ['Europe/Berlin', 'Europe/Lisbon', 'Asia/Kathmandu', 'Australia/Lord_Howe'] as const;
