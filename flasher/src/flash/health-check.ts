import {
  Echo,
  equalBytes,
  ImageState,
  SmpRefusal,
  TrackerIdentityCommand,
  type ImageSlotState,
  type TrackerStatus,
} from '@feierabend/protocol';

import { unlessRefused } from '../device/server.ts';
import { readTrackerStatus } from '../device/tracker-status.ts';
import type { SmpSession } from '../session/smp-session.ts';
import { statusFaults } from './status-faults.ts';
import { unhealthy } from './faults.ts';
import { activeSlot } from './slots.ts';

export interface HealthCheck {
  readonly session: SmpSession;
  /** The image that has to run. */
  readonly hash: Uint8Array;
  /** What the device said of itself with the image before; undefined when that is not known. */
  readonly before?: TrackerStatus | undefined;
  /** Faults that are known, and that this image need not have brought. */
  readonly excused?: readonly string[];
  /** It is confirmed already, and there is no way back. */
  readonly isKept?: boolean;
}

/** What a sound device was found sound by. */
export interface Health {
  readonly checked: readonly string[];
  /** What this device does not tell. */
  readonly notChecked: readonly string[];
  /** Faults that were there with the image before: the new one did not bring them. */
  readonly olderFaults: readonly string[];
}

/**
 * Whether the image that runs on trial may stay: it holds a conversation, runs by its hash, and, on
 * a tracker, finds nothing wrong with itself and has kept who it is and what it knew. Throws
 * VerificationError `VERIFY_HEALTH` with everything that is wrong.
 */
export async function checkHealth(check: HealthCheck): Promise<Health> {
  const { session, hash, before, excused, isKept = false } = check;
  const echo = await echoes(session);
  const active = await runningImage(session);
  const isMeant = active?.hash !== undefined && equalBytes(active.hash, hash);
  const status = await readTrackerStatus(session, 'the health check');
  const wrong = [
    ...(echo === 'other' ? ['it answers an echo with something else'] : []),
    ...(isMeant ? [] : [`another image runs, ${active?.version ?? 'not listed'}`]),
    ...(status === undefined && before !== undefined ? ['it no longer answers group 64'] : []),
  ];
  const checked = [...(echo === 'same' ? ['echo'] : []), 'hash'];
  const notChecked = echo === 'none' ? ['echo'] : [];
  if (status === undefined) {
    if (wrong.length > 0) throw unhealthy(wrong, isKept);
    return { checked, notChecked: [...notChecked, 'status (group 64)'], olderFaults: [] };
  }
  wrong.push(...statusFaults(status, { before, excused, version: active?.version }));
  if (status.life === 'provisioned' && !(await hasIdentity(session, status))) {
    wrong.push('it does not tell its identity');
  }
  if (wrong.length > 0) throw unhealthy(wrong, isKept);
  const kept = before === undefined ? [] : ['what it held before'];
  const told = status.flt === undefined ? [] : ['faults'];
  const identity = status.life === 'provisioned' ? ['identity'] : [];
  return {
    checked: [...checked, 'status', ...told, ...identity, ...kept],
    notChecked: [
      ...notChecked,
      ...(status.flt === undefined ? ['faults'] : []),
      ...(before === undefined ? ['what it held before'] : []),
    ],
    olderFaults: status.flt ?? [],
  };
}

/** What it found, in a line for people. */
export function healthLines({ checked, notChecked, olderFaults }: Health): string[] {
  const not = notChecked.length === 0 ? '' : `; not told by this device: ${notChecked.join(', ')}`;
  return [
    `Health    good by ${checked.join(', ')}${not}`,
    ...(olderFaults.length === 0
      ? []
      : [`Faults    as with the image before: ${olderFaults.join(', ')}`]),
  ];
}

/** A device without echo says so by refusing it, which is an answer as well. */
async function echoes(session: SmpSession): Promise<'same' | 'other' | 'none'> {
  const d = 'feierabend';
  try {
    const { r } = await session.request(Echo.write, { d }, { phase: 'the health check' });
    return r === d ? 'same' : 'other';
  } catch (error) {
    if (!(error instanceof SmpRefusal)) throw error;
    return 'none';
  }
}

async function runningImage(session: SmpSession): Promise<ImageSlotState | undefined> {
  const state = await session.request(ImageState.read, {}, { phase: 'the health check' });
  return activeSlot(state);
}

async function hasIdentity(session: SmpSession, { dev, ten }: TrackerStatus): Promise<boolean> {
  const asked = session.request(TrackerIdentityCommand.read, {}, { phase: 'the health check' });
  const identity = await unlessRefused(asked);
  return identity?.dev === dev && identity.ten === ten;
}
