import type { TrackerRecord } from '@feierabend/protocol';

import type { FedPosition } from '@feierabend/firmware-sim/leak/needles';
import type { WindowSpan } from '../report/ribbon.ts';
import { isInside } from '@feierabend/firmware-sim/controller/local-windows';

/** Consistent epochs a device may need before it trusts its clock; until then it withholds in work hours too. */
const epochsToTrustMax = 5;

/** A device says `no-fix` after a minute without a position; less what a rounded or late second may take. */
const searchS = 57;
const edgeS = 3;

export interface GateCheckOptions {
  readonly fed: readonly FedPosition[];
  readonly windows: readonly WindowSpan[];
  readonly records: readonly TrackerRecord[];
  /** Positions the receiver had and the gate refused, as the device counts them. */
  readonly withheld: number;
}

/**
 * Whether the gate opened and closed in the right second. Fixes alone cannot tell, because with one in ten seconds a gate that
 * closes late mostly captures nothing more; the number of refused positions tells it to the second.
 */
export function gateFaults({ fed, windows, records, withheld }: GateCheckOptions): string[] {
  const faults: string[] = [];
  const isPrivate = ({ atS }: FedPosition): boolean => !isInside(windows, Math.floor(atS));
  const due = fed.filter(isPrivate).length;
  const startsInside = fed[0] !== undefined && !isPrivate(fed[0]);
  const dueMax = startsInside ? due + epochsToTrustMax : due;
  if (withheld < due || withheld > dueMax) {
    faults.push(`The gate refused ${withheld} positions; by the policy it had to refuse ${due}.`);
  }
  const hasPosition = new Set(fed.map(({ atS }) => Math.floor(atS)));
  const denied = records.filter(
    (record) => record.kind === 'no-fix' && isSearchSeen(record.timeS, hasPosition),
  );
  if (denied.length > 0) {
    faults.push(
      `${denied.length} records say that there was no position where the receiver had one.`,
    );
  }
  const inside = records
    .filter((record) => record.kind === 'withheld' && record.reason !== 'clock-untrusted')
    .filter((record) => 'fromS' in record && overlapS(record, windows) > 0);
  if (inside.length > 0) {
    faults.push(`${inside.length} records withhold time in which the policy allows capture.`);
  }
  return faults;
}

/** Whether there was a position in the search that ended then; its edges may be rounded. */
function isSearchSeen(untilS: number, hasPosition: ReadonlySet<number>): boolean {
  for (let atS = untilS - searchS; atS < untilS - edgeS; atS += 1) {
    if (hasPosition.has(atS)) return true;
  }
  return false;
}

function overlapS(span: WindowSpan, windows: readonly WindowSpan[]): number {
  return windows.reduce(
    (sum, window) =>
      sum + Math.max(0, Math.min(span.untilS, window.untilS) - Math.max(span.fromS, window.fromS)),
    0,
  );
}
