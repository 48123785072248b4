import {
  compareVersions,
  equalBytes,
  parseVersion,
  type ImageSlotState,
  type ImageStateResponse,
} from '@feierabend/protocol';

/** The slot that runs. */
export function activeSlot(state: ImageStateResponse): ImageSlotState | undefined {
  return firstImage(state).find((slot) => slot.active === true);
}

/** The slot that does not run, whatever its number. */
export function idleSlot(state: ImageStateResponse): ImageSlotState | undefined {
  return firstImage(state).find((slot) => slot.active !== true);
}

function holds(slot: ImageSlotState | undefined, hash: Uint8Array): boolean {
  return slot?.hash !== undefined && equalBytes(slot.hash, hash);
}

/** Images beyond number 0 belong to other cores. */
function firstImage(state: ImageStateResponse): readonly ImageSlotState[] {
  return state.images.filter(({ image }) => (image ?? 0) === 0);
}

export type Standing =
  | 'confirmed' // runs, and stays after a reset
  | 'on-trial' // runs, and is reverted by a reset unless it is confirmed
  | 'pending' // boots at the next reset
  | 'stored' // lies in the idle slot
  | 'absent';

/** How far an image has come on this device. */
export function standingOf(state: ImageStateResponse, hash: Uint8Array): Standing {
  const active = activeSlot(state);
  if (holds(active, hash)) return active?.confirmed === true ? 'confirmed' : 'on-trial';
  const idle = idleSlot(state);
  if (!holds(idle, hash)) return 'absent';
  return idle?.pending === true ? 'pending' : 'stored';
}

/** Whether the idle slot holds this image with a higher version than the one that runs. */
export function isHighest(state: ImageStateResponse, hash: Uint8Array): boolean {
  const idle = idleSlot(state);
  const versions = [idle, activeSlot(state)].map((slot) => parseVersion(slot?.version ?? ''));
  const [stored, running] = versions;
  if (!holds(idle, hash) || stored?.ok !== true) return false;
  return running?.ok !== true || compareVersions(stored.value, running.value) > 0;
}

/**
 * Whether the boot loader would start this slot. Only a device that calls the running image
 * bootable can be believed when it leaves the word out for another one.
 */
export function isKnownUnbootable(state: ImageStateResponse, slot: ImageSlotState): boolean {
  return activeSlot(state)?.bootable === true && slot.bootable !== true;
}
