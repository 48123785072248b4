import type { FaultSpan } from '../result/run-record.ts';
import { percentText } from '../../page/number-text.ts';
import type { FleetPlan, PlannedFault } from './fleet-plan.ts';

/** By which the people of the fleet live; UTC where their policies have several. */
export function timeZoneOf({ policies }: FleetPlan): string {
  const zones = new Set(policies.map(({ policy }) => policy.timeZone));
  const [zone = 'UTC'] = zones;
  return zones.size === 1 ? zone : 'UTC';
}

/** What is done to the fleet when, in words. */
export function faultSpans({ faults, groups }: FleetPlan): readonly FaultSpan[] {
  return faults.map((fault) => {
    const { act, atS, share, waves } = fault;
    const names = fault.groups.map((number) => groups[number]?.name ?? '');
    const who = names.length === groups.length ? '' : names.join(', ');
    const part = share === 1 ? '' : percentText(share);
    const whom = [part, who].filter((text) => text !== '').join(' of ');
    const lastS = Math.max(...waves.map(({ afterS }) => afterS));
    const forS = 'forMs' in act ? act.forMs / 1000 : 0;
    return {
      text: `${textOf(fault)}${whom === '' ? '' : ` for ${whom}`}`,
      fromS: atS,
      untilS: atS + lastS + forS,
    };
  });
}

function textOf({ act, waves }: PlannedFault): string {
  const inWaves = waves.length > 1 ? ` in ${waves.length} waves` : '';
  if (act.kind === 'slow-link') return `${act.kind}, ${act.latencyMs} ms each way`;
  if (act.kind === 'packet-loss') return `${act.kind}, ${percentText(act.loss)}`;
  if (act.kind === 'firmware-rollout') return `${act.kind} ${act.version} (${act.image})${inWaves}`;
  if (act.kind === 'device-fault') return `${act.kind} ${act.fault.name}`;
  return `${act.kind}${inWaves}`;
}
