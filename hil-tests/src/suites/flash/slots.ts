import type { FlasherRun } from '../../station/flasher-runs.ts';
import type { Tracker } from '../../station/tracker.ts';

export interface SlotFacts {
  readonly hash: string | null;
  readonly active: boolean;
  readonly confirmed: boolean;
  readonly pending: boolean;
  readonly version: string;
}

export async function slots(tracker: Tracker): Promise<readonly SlotFacts[]> {
  const { result } = await tracker.done('info');
  return result['images'] as readonly SlotFacts[];
}

export async function activeSlot(tracker: Tracker): Promise<SlotFacts | undefined> {
  return (await slots(tracker)).find(({ active }) => active);
}

export function stepsOf({ events }: FlasherRun): readonly string[] {
  return events.flatMap((event) => (event.event === 'begin' ? [event.task] : []));
}

export const isUpload = (task: string): boolean => task.endsWith('/upload');
/** Everything behind the check of the file asks the device. */
export const isOnTheWire = (task: string): boolean =>
  task.includes('/') && !task.endsWith('/check');
