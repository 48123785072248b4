import { equalBytes, type TrackerStatus } from '@feierabend/protocol';

export interface StatusContext {
  readonly before: TrackerStatus | undefined;
  readonly excused?: readonly string[] | undefined;
  /** Of the image that runs, as the image state has it. */
  readonly version: string | undefined;
}

/** What a tracker says of itself that a sound new image does not make it say. */
export function statusFaults(
  status: TrackerStatus,
  { before, excused, version }: StatusContext,
): readonly string[] {
  const older = [...faultsOf(before), ...(excused ?? [])];
  const faults = faultsOf(status).filter((fault) => !older.includes(fault));
  return [
    ...(status.fw === version ? [] : [`it says that ${status.fw} runs`]),
    ...(faults.length === 0 ? [] : [`it finds fault with itself: ${faults.join(', ')}`]),
    ...(before === undefined ? [] : lost(status, before)),
  ];
}

/** Devices that do not list their faults close for the one, and say so. */
function faultsOf(status: TrackerStatus | undefined): readonly string[] {
  if (status === undefined) return [];
  return status.flt ?? (status.why === 'doubt' ? ['doubt'] : []);
}

/** What no firmware may lose. */
function lost(now: TrackerStatus, before: TrackerStatus): readonly string[] {
  const isOther = now.dev !== before.dev || now.ten !== before.ten || now.life !== before.life;
  const policies = [before, now].map(({ pol }) => pol ?? new Uint8Array());
  const [policyBefore = new Uint8Array(), policyNow = new Uint8Array()] = policies;
  const isPolicyLost = now.seq === before.seq && !equalBytes(policyBefore, policyNow);
  return [
    ...(isOther
      ? [`it was ${named(before)} before the change, and says that it is ${named(now)}`]
      : []),
    ...(now.seq < before.seq
      ? [`its last instruction was ${before.seq} before, and is ${now.seq}`]
      : []),
    ...(isPolicyLost ? ['its policy is another, or gone, without an instruction'] : []),
    ...(now.jlen < before.jlen
      ? [`its journal had ${before.jlen} entries before, and has ${now.jlen}`]
      : []),
  ];
}

function named({ dev, ten, life }: TrackerStatus): string {
  return ten === '' ? life : `${dev} of tenant ${ten}, ${life}`;
}
